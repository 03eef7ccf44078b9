package dev.lifecycle.integration;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What an application says of a database that does not let it in, is not there, or could
 * not be migrated: when its start-up has failed, and to probes and clients before that.
 */
@Testcontainers(disabledWithoutDocker = true)
@ExtendWith(OutputCaptureExtension.class)
class BrokenDatabaseContainerTests {

	private static final String SECRET = "s3cret-pw";

	private static final String SERVICE = "lifecycle.services.postgres.";

	@Container
	private static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer(DockerImageName.parse("postgres:15"))
		.withDatabaseName("orders")
		.withUsername("app")
		.withPassword(SECRET);

	@TempDir
	private Path migrations;

	@Test
	void wrongPasswordBeforeBeans(CapturedOutput output) {
		assertThatStartupFails(output, pool("orders", "wrong-" + SECRET), beforeBeans("orders", "wrong-" + SECRET),
				"authentication failed for database 'orders' at " + address());
	}

	@Test
	void wrongPasswordInOrder(CapturedOutput output) throws Exception {
		List<String> pool = pool("orders", "wrong-" + SECRET);
		String sentence = "authentication failed for database 'orders' at " + address();
		assertThatProbesSay(output, pool, List.of(SERVICE + "checks[0].jdbc=select 1"), sentence);
		assertThatStartupFails(output, pool, List.of(SERVICE + "checks[0].jdbc=select 1"), sentence);
	}

	@Test
	void missingDatabaseBeforeBeans(CapturedOutput output) {
		assertThatStartupFails(output, pool("nothing", SECRET), beforeBeans("nothing", SECRET),
				"database 'nothing' at " + address() + " does not exist");
	}

	@Test
	void missingDatabaseInOrder(CapturedOutput output) throws Exception {
		List<String> pool = pool("nothing", SECRET);
		String sentence = "database 'nothing' at " + address() + " does not exist";
		assertThatProbesSay(output, pool, List.of(SERVICE + "checks[0].jdbc=select 1"), sentence);
		assertThatStartupFails(output, pool, List.of(SERVICE + "checks[0].jdbc=select 1"), sentence);
	}

	@Test
	void failedMigration(CapturedOutput output) throws Exception {
		failMigration();
		List<String> pool = pool("orders", SECRET);
		pool.add("spring.flyway.locations=filesystem:" + this.migrations);
		String sentence = "migration '1 orders' of database 'orders' at " + address() + " has failed";
		assertThatProbesSay(output, pool, List.of(SERVICE + "checks[0].migrations=flyway"), sentence);
		assertThatStartupFails(output, pool, List.of(SERVICE + "checks[0].migrations=flyway"), sentence);
	}

	// One that leaves its trace because it does not run in a transaction.
	private void failMigration() throws IOException {
		Files.writeString(this.migrations.resolve("V1__orders.sql"), "create table orders (id nonsense);");
		Files.writeString(this.migrations.resolve("V1__orders.sql.conf"), "executeInTransaction=false");
		Flyway flyway = Flyway.configure()
			.configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
			.dataSource(url("orders"), "app", SECRET)
			.locations("filesystem:" + this.migrations)
			.load();
		assertThatExceptionOfType(FlywayException.class).isThrownBy(flyway::migrate);
	}

	private static void assertThatStartupFails(CapturedOutput output, List<String> pool, List<String> contract,
			String sentence) {
		List<String> properties = new ArrayList<>(pool);
		properties.addAll(contract);
		properties.add(SERVICE + "checks[0].retries=3");
		try (BackgroundStartup startup = start(properties)) {
			Throwable failure = startup.failure();
			assertThat(output).contains("APPLICATION FAILED TO START");
			assertThat(lastDescription(output)).startsWith("postgres: ").contains(sentence);
			assertThatSecretIsKept(failure);
			assertThat(output).doesNotContain(SECRET);
		}
	}

	private static String lastDescription(CapturedOutput output) {
		String heading = "Description:";
		String text = output.getOut().substring(output.getOut().lastIndexOf(heading) + heading.length());
		return text.substring(0, text.indexOf("Action:")).strip();
	}

	private static void assertThatProbesSay(CapturedOutput output, List<String> pool, List<String> contract,
			String sentence) throws Exception {
		List<String> properties = new ArrayList<>(pool);
		properties.addAll(contract);
		properties.add("lifecycle.gate.mode=reject");
		properties.add("lifecycle.gate.show-progress=true");
		try (BackgroundStartup startup = start(properties)) {
			await().atMost(Duration.ofMinutes(1)).until(() -> failingCheck(startup).contains(sentence));
			HttpResponse<String> refused = startup.get("/orders");
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.body()).contains("STARTUP_INCOMPLETE", "postgres").doesNotContain(SECRET);
			assertThat(startup.get("/actuator/lifecycle").body()).doesNotContain(SECRET);
			assertThat(startup.get("/actuator/health").body()).doesNotContain(SECRET);
			assertThat(output).doesNotContain(SECRET);
		}
	}

	private static String failingCheck(BackgroundStartup startup) throws Exception {
		HttpResponse<String> readiness = startup.get("/actuator/health/readiness");
		assertThat(readiness.statusCode()).isEqualTo(503);
		assertThat(readiness.body()).doesNotContain(SECRET);
		JsonNode details = JsonMapper.shared().readTree(readiness.body()).at("/components/lifecycle/details/postgres");
		return details.path("failingCheck").asString("");
	}

	private static void assertThatSecretIsKept(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain(SECRET);
			for (Throwable suppressed : cause.getSuppressed()) {
				assertThatSecretIsKept(suppressed);
			}
		}
	}

	private static BackgroundStartup start(List<String> properties) {
		return new BackgroundStartup(WebApplicationType.SERVLET, Application.class, properties.toArray(String[]::new));
	}

	private static List<String> pool(String database, String password) {
		return new ArrayList<>(List.of("spring.datasource.url=" + url(database), "spring.datasource.username=app",
				"spring.datasource.password=" + password, "spring.datasource.hikari.initialization-fail-timeout=-1",
				"spring.datasource.hikari.connection-timeout=1000"));
	}

	private static List<String> beforeBeans(String database, String password) {
		return List.of(SERVICE + "await=before-beans", SERVICE + "checks[0].jdbc=select 1",
				SERVICE + "checks[0].url=" + url(database) + "?user=app&password=" + password);
	}

	private static String url(String database) {
		return "jdbc:postgresql://" + address() + "/" + database;
	}

	private static String address() {
		return POSTGRES.getHost() + ":" + POSTGRES.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
	}

	/**
	 * An application whose migrations somebody else runs.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
					"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class Application {

		@Bean
		FlywayMigrationStrategy migrationStrategy() {
			return (flyway) -> {
			};
		}

	}

}
