package dev.lifecycle.readiness;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PoolCheck}.
 */
class PoolCheckTests {

	private final HikariDataSource pool = new HikariDataSource();

	PoolCheckTests() {
		this.pool.setPoolName("orders");
		this.pool.setJdbcUrl("jdbc:h2:mem:pool-check");
		this.pool.setMaximumPoolSize(4);
		this.pool.setConnectionTimeout(250);
	}

	@AfterEach
	void closePool() {
		this.pool.close();
	}

	@Test
	void createStartsNoPool() {
		new PoolCheck(null, null).create(Probes.with(Map.of("db", this.pool)));
		assertThat(this.pool.getHikariPoolMXBean()).isNull();
	}

	@Test
	void checkFillsThePoolUpToItsMinimum() {
		ReadinessProbe probe = new PoolCheck(null, null).create(Probes.with(Map.of("db", this.pool)));
		Awaitility.await().until(() -> probe.check().isReady());
		assertThat(this.pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(4);
	}

	@Test
	void checkCountsConnectionsInUse() throws Exception {
		this.pool.setMinimumIdle(1);
		try (Connection connection = this.pool.getConnection()) {
			assertThat(connection.isValid(0)).isTrue();
			assertThat(new PoolCheck(1, null).create(Probes.with(Map.of("db", this.pool))).check().isReady()).isTrue();
		}
	}

	@Test
	void checkWhenMinimumIsZeroThenOneConnectionMustBePossible() throws Exception {
		this.pool.setMinimumIdle(0);
		ReadinessProbe probe = new PoolCheck(null, null).create(Probes.with(Map.of("db", this.pool)));
		assertThat(probe.check()).isEqualTo(ReadinessResult.ready());
		assertThat(this.pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);
	}

	@Test
	void checkWhenConnectionsAreMissingThenCountsThem() throws Exception {
		this.pool.setDataSource(new LimitedDataSource(2));
		ReadinessProbe probe = new PoolCheck(3, null).create(Probes.with(Map.of("db", this.pool)));
		Awaitility.await()
			.until(() -> "pool 'orders' of database jdbc:h2:mem:pool-check has 2 of 3 connections up"
				.equals(probe.check().reason()));
	}

	@Test
	void checkWhenDatabaseRefusesThenSaysWhy() throws Exception {
		this.pool.setDataSource(new LimitedDataSource(0));
		ReadinessResult result = new PoolCheck(null, null).create(Probes.with(Map.of("db", this.pool))).check();
		assertThat(result.reason()).isEqualTo("no connection to database jdbc:h2:mem:pool-check: too many connections");
	}

	@Test
	void checkLooksBehindProxies() throws Exception {
		this.pool.setMinimumIdle(1);
		DelegatingDataSource proxy = new DelegatingDataSource(this.pool);
		assertThat(new PoolCheck(null, null).create(Probes.with(Map.of("db", proxy))).check().isReady()).isTrue();
	}

	@Test
	void createWhenPoolNeverKeepsThatManyThenFails() {
		this.pool.setMinimumIdle(2);
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> new PoolCheck(3, null).create(Probes.with(Map.of("db", this.pool))))
			.satisfies((ex) -> assertThat(ex.analysis().getDescription())
				.contains("3 connections, and the pool only keeps 2"));
	}

	@Test
	void createWhenDataSourceIsNoPoolThenFails() {
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(
					() -> new PoolCheck(null, null).create(Probes.with(Map.of("db", new DriverManagerDataSource()))))
			.satisfies((ex) -> assertThat(ex.analysis().getDescription()).contains("DriverManagerDataSource"));
	}

	@Test
	void createWhenNumberIsNotPositiveThenFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> new PoolCheck(0, null));
	}

	/**
	 * Gives only so many connections.
	 */
	private static final class LimitedDataSource extends DriverManagerDataSource {

		private final AtomicInteger left;

		LimitedDataSource(int connections) {
			super("jdbc:h2:mem:pool-check");
			this.left = new AtomicInteger(connections);
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.left.getAndDecrement() <= 0) {
				throw new SQLNonTransientConnectionException("too many connections", "08004");
			}
			return super.getConnection();
		}

	}

}
