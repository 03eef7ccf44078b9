package dev.lifecycle.readiness;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;

/**
 * Counts the connections of a pool. Only loaded if HikariCP is there.
 */
final class PoolProbe implements RemoteProbe {

	private static final int DEFAULT_SIZE = 10;

	private final HikariDataSource pool;

	private final @Nullable Integer connections;

	private final DatabaseAccess database;

	private final Duration timeout;

	private PoolProbe(HikariDataSource pool, @Nullable Integer connections, DatabaseAccess database, Duration timeout) {
		this.pool = pool;
		this.connections = connections;
		this.database = database;
		this.timeout = timeout;
	}

	static PoolProbe create(DataSource dataSource, @Nullable Integer connections, ProbeContext context) {
		HikariDataSource pool = HikariPools.find(dataSource);
		if (pool == null) {
			throw context.failure("a pool of HikariCP, and the data source is a " + dataSource.getClass().getName(),
					"Set 'using' of the check to a HikariDataSource, or remove the check.");
		}
		if (connections != null && connections > minimumIdle(pool)) {
			throw context.failure(
					connections + " connections, and the pool only keeps " + minimumIdle(pool) + " without demand",
					"Raise 'minimum-idle' of the pool, or lower 'pool' of the check.");
		}
		return new PoolProbe(pool, connections, new DatabaseAccess(dataSource, context.timeout()), context.timeout());
	}

	// As the pool itself understands its settings once it has started.
	private static int minimumIdle(HikariDataSource pool) {
		int maximum = (pool.getMaximumPoolSize() > 0) ? pool.getMaximumPoolSize() : DEFAULT_SIZE;
		return (pool.getMinimumIdle() < 0) ? maximum : Math.min(pool.getMinimumIdle(), maximum);
	}

	@Override
	public ReadinessResult check() throws Exception {
		return isFilled() ? ReadinessResult.ready() : this.database.check(this::fill);
	}

	@Override
	public @Nullable String remote() {
		return this.database.remote();
	}

	// A pool starts with the first connection somebody asks for, and tells then why it
	// has none.
	private ReadinessResult fill() throws SQLException {
		try (Connection connection = HikariPools.connection(this.pool, this.timeout)) {
			return (!connection.isClosed() && isFilled()) ? ReadinessResult.ready()
					: ReadinessResult.notReady("pool '%s' of %s has %s of %s connections up"
						.formatted(this.pool.getPoolName(), this.database.address(), up(), wanted()));
		}
	}

	private boolean isFilled() {
		return up() >= wanted();
	}

	private int wanted() {
		return (this.connections != null) ? this.connections : Math.max(1, minimumIdle(this.pool));
	}

	private int up() {
		HikariPoolMXBean figures = this.pool.getHikariPoolMXBean();
		return (figures != null) ? figures.getTotalConnections() : 0;
	}

}
