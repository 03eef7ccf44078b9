package dev.lifecycle.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.io.FileSystemResourceLoader;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.readiness.JdbcCheck;
import dev.lifecycle.readiness.MigrationTool;
import dev.lifecycle.readiness.MigrationsCheck;
import dev.lifecycle.readiness.PoolCheck;
import dev.lifecycle.readiness.ProbeContext;
import dev.lifecycle.readiness.ProbeFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Checks against a PostgreSQL that works, refuses, and hangs.
 */
@Testcontainers(disabledWithoutDocker = true)
class DatabaseChecksContainerTests {

	private static final String SECRET = "s3cret-pw";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofSeconds(1);

	@Container
	private static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer(DockerImageName.parse("postgres:15"))
		.withDatabaseName("orders")
		.withUsername("app")
		.withPassword(SECRET);

	@TempDir
	private Path migrations;

	@Test
	void jdbcByUrlWhenServerAnswersThenReady() throws Exception {
		JdbcCheck check = new JdbcCheck("select 1", "1", null, url("orders"), "app", SECRET);
		assertThat(check.create(context(TIMEOUT, null)).check()).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void jdbcByUrlWhenPasswordIsWrongThenSaysSo() throws Exception {
		assertThat(reason(byUrl(url("orders"), "wrong-" + SECRET)))
			.startsWith("authentication failed for database 'orders' at " + address());
	}

	@Test
	void jdbcWhenPasswordOfPoolIsWrongThenSaysSo() throws Exception {
		try (HikariDataSource pool = pool("orders", "wrong-" + SECRET)) {
			pool.setInitializationFailTimeout(-1);
			await().untilAsserted(() -> assertThat(reason(jdbc("select 1"), pool))
				.startsWith("authentication failed for database 'orders' at " + address()));
			assertThat(reason(new PoolCheck(null, null), pool)).startsWith("authentication failed");
		}
	}

	@Test
	void jdbcByUrlWhenDatabaseIsMissingThenSaysSo() throws Exception {
		assertThat(reason(byUrl(url("nothing"), SECRET)))
			.startsWith("database 'nothing' at " + address() + " does not exist: ");
	}

	@Test
	void poolWhenDatabaseIsMissingThenSaysSo() throws Exception {
		try (HikariDataSource pool = pool("nothing", SECRET)) {
			assertThat(reason(new PoolCheck(null, null), pool))
				.startsWith("database 'nothing' at " + address() + " does not exist: ");
		}
	}

	@Test
	void jdbcByUrlWhenHostIsUnknownThenSaysSo() throws Exception {
		assertThat(reason(byUrl("jdbc:postgresql://nowhere.invalid:5432/orders", SECRET)))
			.isEqualTo("unknown host of database 'orders' at nowhere.invalid:5432");
	}

	@Test
	void jdbcByUrlWhenPortIsClosedThenSaysSo() throws Exception {
		String address = "localhost:" + closedPort();
		assertThat(reason(byUrl("jdbc:postgresql://" + address + "/orders?user=app&password=" + SECRET, null)))
			.startsWith("database 'orders' at " + address + " is unreachable: ");
	}

	@Test
	void jdbcByUrlWhenServerKnowsNoTlsThenSaysSo() throws Exception {
		assertThat(reason(byUrl(url("orders") + "?sslmode=require", SECRET)))
			.isEqualTo("no connection to database 'orders' at " + address() + ": The server does not support SSL.");
	}

	@Test
	void jdbcByUrlWhenServerHangsThenSaysSoAndFreesItsThreads() throws Exception {
		ReadinessProbe probe = byUrl(url("orders"), SECRET).create(context(SHORT, null));
		assertThat(probe.check().isReady()).isTrue();
		try (PausedContainer paused = new PausedContainer(POSTGRES)) {
			assertThat(paused).isNotNull();
			assertThat(new CheckThread(probe).reason())
				.isEqualTo("no answer from database 'orders' at " + address() + " within 1.0 s");
			await().atMost(Duration.ofMinutes(1)).until(() -> threads("PostgreSQL JDBC driver connection") == 0);
		}
		await().atMost(Duration.ofMinutes(1)).until(() -> probe.check().isReady());
	}

	@Test
	void jdbcWhenServerHangsOnOpenConnectionThenSaysSo() throws Exception {
		try (HikariDataSource pool = pool("orders", SECRET)) {
			pool.setValidationTimeout(250);
			ReadinessProbe probe = jdbc("select 1").create(context(SHORT, pool));
			assertThat(probe.check().isReady()).isTrue();
			try (PausedContainer paused = new PausedContainer(POSTGRES)) {
				assertThat(paused).isNotNull();
				assertThat(new CheckThread(probe).reason())
					.isEqualTo("no answer from database 'orders' at " + address() + " within 1.0 s");
			}
			await().atMost(Duration.ofMinutes(1)).until(() -> probe.check().isReady());
		}
	}

	@Test
	void jdbcWhenServerHangsThenReadsNoLongerThanTheTimeout() throws Exception {
		DriverManagerDataSource single = new DriverManagerDataSource(url("orders"), "app", SECRET);
		try (Connection connection = single.getConnection()) {
			ReadinessProbe probe = jdbc("select 1")
				.create(context(SHORT, new SingleConnectionDataSource(connection, true)));
			assertThat(probe.check().isReady()).isTrue();
			assertThat(connection.getNetworkTimeout()).isZero();
			try (PausedContainer paused = new PausedContainer(POSTGRES)) {
				assertThat(paused).isNotNull();
				assertThat(new CheckThread(probe).reason())
					.isEqualTo("no answer from database 'orders' at " + address() + " within 1.0 s");
			}
		}
	}

	@Test
	void jdbcWhenQueryIsSlowThenGivesUpAndTheNextOneWorks() throws Exception {
		try (HikariDataSource pool = pool("orders", SECRET)) {
			assertThat(new CheckThread(jdbc("select pg_sleep(60)").create(context(SHORT, pool))).reason())
				.isEqualTo("no answer from database 'orders' at " + address() + " within 1.0 s");
			assertThat(jdbc("select 1").create(context(TIMEOUT, pool)).check()).isEqualTo(ReadinessResult.ready());
		}
	}

	@Test
	void poolWhenServerAnswersThenIsFilled() {
		try (HikariDataSource pool = pool("orders", SECRET)) {
			ReadinessProbe probe = new PoolCheck(2, null).create(context(TIMEOUT, pool));
			await().until(() -> probe.check().isReady());
		}
	}

	@Test
	void migrationsWhenFlywayIsPendingThenNamesIt() throws Exception {
		write("V1__customers.sql", "create table customers (id int);");
		Flyway flyway = flyway("flyway_pending");
		assertThat(reason(new MigrationsCheck(MigrationTool.FLYWAY), flyway))
			.isEqualTo("migration '1 customers' of database 'orders' at " + address() + " is pending");
		flyway.migrate();
		assertThat(new MigrationsCheck(MigrationTool.FLYWAY).create(context(TIMEOUT, flyway)).check().isReady())
			.isTrue();
	}

	@Test
	void migrationsWhenFlywayFailedThenNamesIt() throws Exception {
		write("V1__customers.sql", "create table customers (id nonsense);");
		write("V1__customers.sql.conf", "executeInTransaction=false");
		Flyway flyway = flyway("flyway_failed");
		assertThatExceptionOfType(FlywayException.class).isThrownBy(flyway::migrate);
		assertThat(reason(new MigrationsCheck(MigrationTool.FLYWAY), flyway))
			.isEqualTo("migration '1 customers' of database 'orders' at " + address() + " has failed");
	}

	@Test
	void migrationsWhenServerHangsThenSaysSo() throws Exception {
		try (HikariDataSource pool = pool("orders", SECRET)) {
			pool.setValidationTimeout(250);
			Flyway flyway = Flyway.configure().dataSource(pool).locations("filesystem:" + this.migrations).load();
			ReadinessProbe probe = new MigrationsCheck(MigrationTool.FLYWAY).create(context(SHORT, flyway));
			assertThat(probe.check().isReady()).isTrue();
			try (PausedContainer paused = new PausedContainer(POSTGRES)) {
				assertThat(paused).isNotNull();
				assertThat(new CheckThread(probe).reason())
					.isEqualTo("no answer from database 'orders' at " + address() + " within 1.0 s");
			}
		}
	}

	@Test
	void migrationsWhenLiquibaseIsPendingThenNamesIt() throws Exception {
		write("changelog.sql", "--liquibase formatted sql\n--changeset app:invoices\ncreate table invoices (id int);");
		SpringLiquibase liquibase = new SpringLiquibase();
		liquibase.setDataSource(new DriverManagerDataSource(url("orders"), "app", SECRET));
		liquibase.setResourceLoader(new FileSystemResourceLoader());
		liquibase.setChangeLog("file:" + this.migrations.resolve("changelog.sql"));
		assertThat(reason(new MigrationsCheck(MigrationTool.LIQUIBASE), liquibase)).contains("::invoices::app")
			.endsWith("' of database 'orders' at " + address() + " is pending");
		liquibase.afterPropertiesSet();
		assertThat(new MigrationsCheck(MigrationTool.LIQUIBASE).create(context(TIMEOUT, liquibase)).check().isReady())
			.isTrue();
	}

	private static String reason(ProbeFactory check) throws Exception {
		return reason(check, null);
	}

	private static String reason(ProbeFactory check, @Nullable Object bean) throws Exception {
		String reason = String.valueOf(check.create(context(TIMEOUT, bean)).check().reason());
		assertThat(reason).doesNotContain(SECRET);
		assertThat(check.toString()).doesNotContain(SECRET);
		return reason;
	}

	private static ProbeContext context(Duration timeout, @Nullable Object bean) {
		return new ProbeContext("store", "test", timeout, null,
				(bean != null) ? new StaticListableBeanFactory(Map.of("bean", bean)) : null);
	}

	private static JdbcCheck jdbc(String query) {
		return new JdbcCheck(query, null, null, null, null, null);
	}

	private static JdbcCheck byUrl(String url, @Nullable String password) {
		return new JdbcCheck("select 1", null, null, url, (password != null) ? "app" : null, password);
	}

	private static HikariDataSource pool(String database, String password) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url(database));
		pool.setUsername("app");
		pool.setPassword(password);
		pool.setMaximumPoolSize(2);
		pool.setConnectionTimeout(2000);
		return pool;
	}

	private Flyway flyway(String schema) {
		DataSource dataSource = new DriverManagerDataSource(url("orders"), "app", SECRET);
		return Flyway.configure()
			.configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
			.dataSource(dataSource)
			.schemas(schema)
			.locations("filesystem:" + this.migrations)
			.load();
	}

	private void write(String file, String text) throws IOException {
		Files.writeString(this.migrations.resolve(file), text);
	}

	private static String address() {
		return POSTGRES.getHost() + ":" + POSTGRES.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
	}

	private static String url(String database) {
		return "jdbc:postgresql://" + address() + "/" + database;
	}

	private static int closedPort() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return server.getLocalPort();
		}
	}

	private static long threads(String name) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(name))
			.count();
	}

}
