package dev.lifecycle.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failed start-ups that PostgreSQL and Redis cause, and whether the text that users get
 * is the one of docs/failures.md.
 */
@Testcontainers(disabledWithoutDocker = true)
@ExtendWith(OutputCaptureExtension.class)
class FailureTextContainerTests {

	private static final String SECRET = "s3cret-pw";

	@Container
	private static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer(DockerImageName.parse("postgres:15"))
		.withDatabaseName("orders")
		.withUsername("app")
		.withPassword(SECRET);

	@Container
	private static final GenericContainer<?> REDIS = new GenericContainer<>(DockerImageName.parse("redis:7"))
		.withCommand("redis-server", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", "", "--requirepass",
				SECRET, "--maxmemory", "1")
		.withExposedPorts(6379);

	@Test
	void wrongPassword(CapturedOutput output) throws IOException {
		database(output, "orders", "wrong-" + SECRET).with(check("jdbc=select 1")).writes("wrong password");
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void missingDatabase(CapturedOutput output) throws IOException {
		database(output, "shop", SECRET).with(check("jdbc=select 1")).writes("missing database");
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void missingTable(CapturedOutput output) throws IOException {
		database(output, "orders", SECRET).with(check("jdbc=select count(*) from customer")).writes("missing table");
	}

	@Test
	void missingTableInStart(CapturedOutput output) throws IOException {
		new DocumentedFailures(output).service("catalog", () -> execute("select count(*) from customer"))
			.writes("missing table in a start");
	}

	@Test
	void slowQuery(CapturedOutput output) throws IOException {
		database(output, "orders", SECRET).with(check("jdbc=select pg_sleep(600)"), check("timeout=3s"))
			.writes("slow query");
	}

	@Test
	void fullPool(CapturedOutput output) throws Exception {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl(POSTGRES.getJdbcUrl());
			pool.setUsername("app");
			pool.setPassword(SECRET);
			pool.setMaximumPoolSize(1);
			pool.setPoolName("orders");
			try (Connection kept = pool.getConnection()) {
				assertThat(kept.isClosed()).isFalse();
				new DocumentedFailures(output).bean("dataSource", pool)
					.with(check("jdbc=select 1"), check("timeout=3s"), check("retries=0"))
					.writes("full pool");
			}
		}
	}

	@Test
	void failedMigration(CapturedOutput output, @TempDir Path migrations) throws IOException {
		Files.writeString(migrations.resolve("V1__orders.sql"), "create table orders (id nonsense);");
		Flyway flyway = Flyway.configure()
			.configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
			.dataSource(POSTGRES.getJdbcUrl(), "app", SECRET)
			.locations("filesystem:" + migrations)
			.load();
		new DocumentedFailures(output).service("migrations", flyway::migrate).writes("failed migration");
	}

	@Test
	void wrongPasswordOfRedis(CapturedOutput output) throws IOException {
		new DocumentedFailures(output).with(check("redis=redis://:wrong-" + SECRET + "@" + redis()), check("retries=0"))
			.writes("Redis: wrong password");
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void missingPasswordOfRedis(CapturedOutput output) throws IOException {
		new DocumentedFailures(output).with(check("redis=redis://" + redis()), check("retries=0"))
			.writes("Redis: no password");
	}

	@Test
	void memoryOfRedis(CapturedOutput output) throws IOException {
		new DocumentedFailures(output).service("cache", FailureTextContainerTests::fillRedis)
			.writes("Redis: out of memory");
		assertThat(output).doesNotContain(SECRET);
	}

	private static void fillRedis() {
		RedisClient client = RedisClient.create("redis://:" + SECRET + "@" + redis());
		try {
			client.connect().sync().set("greeting", "hello");
		}
		finally {
			client.shutdown();
		}
	}

	private static void execute(String query) throws Exception {
		PGSimpleDataSource database = new PGSimpleDataSource();
		database.setUrl(POSTGRES.getJdbcUrl());
		try (Connection connection = database.getConnection("app", SECRET)) {
			connection.createStatement().execute(query);
		}
	}

	private static DocumentedFailures database(CapturedOutput output, String database, String password) {
		return new DocumentedFailures(output).with(check(
				"url=jdbc:postgresql://" + POSTGRES.getHost() + ":" + POSTGRES.getFirstMappedPort() + "/" + database),
				check("username=app"), check("password=" + password), check("retries=0"));
	}

	private static String check(String setting) {
		return "lifecycle.services.upstream.checks[0]." + setting;
	}

	private static String redis() {
		return REDIS.getHost() + ":" + REDIS.getFirstMappedPort();
	}

}
