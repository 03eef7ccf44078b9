package dev.lifecycle.sample.database;

import java.time.Duration;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.sample.SampleProperties;

/**
 * The service {@code database}: brings the schema up to date, and is ready when the
 * migrated tables can be queried.
 *
 * @since 0.1.0
 */
@Component("database")
@LifecycleService(startTimeout = "2m")
public final class Database extends AbstractLifecycleService {

	private final Flyway flyway;

	private final JdbcClient jdbc;

	private final Duration delay;

	Database(Flyway flyway, JdbcClient jdbc, SampleProperties properties) {
		this.flyway = flyway;
		this.jdbc = jdbc;
		this.delay = properties.delays().database();
	}

	/**
	 * Return the access to the tables.
	 * @return the client
	 */
	public JdbcClient jdbc() {
		return this.jdbc;
	}

	@Override
	protected void onStart() throws InterruptedException {
		Thread.sleep(this.delay.toMillis());
		this.flyway.migrate();
	}

	@Override
	protected void onStop() {
		// The connection pool is closed by Spring.
	}

	@ReadinessCheck(timeout = "5s")
	ReadinessResult migrated() {
		MigrationInfo[] pending = this.flyway.info().pending();
		return (pending.length == 0) ? ReadinessResult.ready()
				: ReadinessResult.notReady(pending.length + " migrations are pending");
	}

	@ReadinessCheck(timeout = "5s")
	boolean answersQueries() {
		return this.jdbc.sql("select count(*) from chat_user").query(Long.class).single() > 0;
	}

}
