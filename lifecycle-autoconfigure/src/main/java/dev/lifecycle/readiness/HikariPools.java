package dev.lifecycle.readiness;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import org.jspecify.annotations.Nullable;

/**
 * What HikariCP tells about a data source. Only loaded if HikariCP is there.
 */
final class HikariPools {

	private HikariPools() {
	}

	/**
	 * Find the pool behind a data source.
	 * @param dataSource the data source
	 * @return the pool; {@code null} if there is none of HikariCP
	 */
	static @Nullable HikariDataSource find(DataSource dataSource) {
		try {
			return dataSource.isWrapperFor(HikariDataSource.class) ? dataSource.unwrap(HikariDataSource.class) : null;
		}
		catch (SQLException ex) {
			return null;
		}
	}

	static @Nullable String url(DataSource dataSource) {
		HikariDataSource hikari = find(dataSource);
		return (hikari != null) ? hikari.getJdbcUrl() : null;
	}

	/**
	 * Get a connection, waiting no longer than a check may take, although the pool may be
	 * told to wait longer: it then says why it has none.
	 * @param dataSource the data source, a pool or not
	 * @param timeout the time limit
	 * @return the connection
	 * @throws SQLException if there is none
	 */
	static Connection connection(DataSource dataSource, Duration timeout) throws SQLException {
		if (dataSource instanceof HikariDataSource hikari && !hikari.isClosed()
				&& hikari.getHikariPoolMXBean() instanceof HikariPool pool) {
			return pool.getConnection(Math.min(timeout.toMillis(), hikari.getConnectionTimeout()));
		}
		return dataSource.getConnection();
	}

	/**
	 * Say that no connection is free.
	 * @param dataSource the data source
	 * @param failure why it gave no connection
	 * @return the sentence; {@code null} if that is not the reason
	 */
	static @Nullable String describeExhaustion(DataSource dataSource, Throwable failure) {
		HikariDataSource hikari = find(dataSource);
		HikariPoolMXBean pool = (hikari != null) ? hikari.getHikariPoolMXBean() : null;
		boolean waited = ConnectionCauses.anyMatch(failure,
				(cause) -> cause instanceof SQLTransientConnectionException || cause instanceof InterruptedException);
		if (hikari == null || pool == null || !waited || pool.getActiveConnections() < hikari.getMaximumPoolSize()) {
			return null;
		}
		return "pool '%s' is exhausted: all %s connections are in use and %s threads are waiting"
			.formatted(hikari.getPoolName(), pool.getActiveConnections(), pool.getThreadsAwaitingConnection());
	}

}
