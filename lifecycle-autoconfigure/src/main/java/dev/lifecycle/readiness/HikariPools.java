package dev.lifecycle.readiness;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
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
		return "pool '%s' is exhausted: all %d connections are in use and %d threads are waiting"
			.formatted(hikari.getPoolName(), pool.getActiveConnections(), pool.getThreadsAwaitingConnection());
	}

}
