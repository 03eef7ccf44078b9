package dev.lifecycle.integration;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Readiness of a running application whose servers hang and come back.
 */
@Testcontainers(disabledWithoutDocker = true)
class PausedServersContainerTests {

	private static final Log logger = LogFactory.getLog(PausedServersContainerTests.class);

	private static final Duration INTERVAL = Duration.ofSeconds(2);

	private static final int FAILURE_THRESHOLD = 3;

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	// Machines that are busy with other things may take a multiple of what is promised.
	private static final int PATIENCE = 4;

	@Container
	private static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer(DockerImageName.parse("postgres:15"));

	@Container
	private static final GenericContainer<?> REDIS = new GenericContainer<>(DockerImageName.parse("redis:7"))
		.withExposedPorts(6379);

	@Test
	void postgresPausedThenReadinessIsDownUntilItGoesOn() throws Exception {
		try (BackgroundStartup application = application(ApplicationWithPool.class, "postgres",
				"spring.datasource.url=" + POSTGRES.getJdbcUrl(),
				"spring.datasource.username=" + POSTGRES.getUsername(),
				"spring.datasource.password=" + POSTGRES.getPassword(),
				"spring.datasource.hikari.connection-timeout=500", "spring.datasource.hikari.validation-timeout=250",
				"lifecycle.services.postgres.checks[0].jdbc=select 1")) {
			assertThatReadinessFollows(application, POSTGRES, "postgres",
					"jdbc: no connection to database 'test' at " + postgres());
		}
	}

	@Test
	void postgresByUrlPausedThenReadinessIsDownUntilItGoesOn() throws Exception {
		try (BackgroundStartup application = application(Application.class, "postgres",
				"lifecycle.services.postgres.checks[0].jdbc=select 1",
				"lifecycle.services.postgres.checks[0].url=" + POSTGRES.getJdbcUrl(),
				"lifecycle.services.postgres.checks[0].username=" + POSTGRES.getUsername(),
				"lifecycle.services.postgres.checks[0].password=" + POSTGRES.getPassword())) {
			assertThatReadinessFollows(application, POSTGRES, "postgres",
					"jdbc: no answer from database 'test' at " + postgres() + " within 1.0 s");
		}
	}

	@Test
	void redisPausedThenReadinessIsDownUntilItGoesOn() throws Exception {
		String address = REDIS.getHost() + ":" + REDIS.getMappedPort(6379);
		try (BackgroundStartup application = application(Application.class, "redis",
				"lifecycle.services.redis.checks[0].redis=redis://" + address)) {
			assertThatReadinessFollows(application, REDIS, "redis",
					"redis: no answer from Redis at " + address + " within 1.0 s");
		}
	}

	private static String postgres() {
		return POSTGRES.getHost() + ":" + POSTGRES.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
	}

	private static BackgroundStartup application(Class<?> application, String service, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("lifecycle.monitor.interval=" + INTERVAL);
		all.add("lifecycle.monitor.failure-threshold=" + FAILURE_THRESHOLD);
		all.add("lifecycle.services." + service + ".checks[0].timeout=" + TIMEOUT);
		return new BackgroundStartup(WebApplicationType.SERVLET, application, all.toArray(String[]::new));
	}

	private static void assertThatReadinessFollows(BackgroundStartup application, GenericContainer<?> server,
			String service, String sentence) throws Exception {
		application.context();
		assertThat(application.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
		Duration untilDown = INTERVAL.multipliedBy(FAILURE_THRESHOLD).plus(TIMEOUT);
		Duration untilUp = INTERVAL.plus(TIMEOUT);
		Instant paused = Instant.now();
		Instant resumed;
		try (PausedContainer container = new PausedContainer(server)) {
			assertThat(container).isNotNull();
			JsonNode down = awaitReadiness(application, 503, untilDown);
			report(service, "down", paused, untilDown);
			assertThat(down.at("/status").asString()).isEqualTo("DOWN");
			JsonNode details = down.at("/components/lifecycle/details/" + service);
			assertThat(details.at("/state").asString()).isEqualTo("NOT_READY");
			assertThat(details.at("/failingCheck").asString()).startsWith(sentence.substring(0, sentence.indexOf(' ')));
			assertThat(Instant.parse(details.at("/since").asString())).isBetween(paused, Instant.now());
			await().atMost(untilDown.multipliedBy(PATIENCE))
				.until(() -> application.get("/actuator/health/readiness").body().contains(sentence));
			resumed = Instant.now();
		}
		JsonNode up = awaitReadiness(application, 200, untilUp);
		report(service, "up", resumed, untilUp);
		JsonNode details = up.at("/components/lifecycle/details/" + service);
		assertThat(details.at("/state").asString()).isEqualTo("READY");
		assertThat(details.has("failingCheck")).isFalse();
		assertThat(Instant.parse(details.at("/since").asString())).isBetween(resumed, Instant.now());
	}

	private static JsonNode awaitReadiness(BackgroundStartup application, int status, Duration promised) {
		HttpResponse<String> readiness = await().atMost(promised.multipliedBy(PATIENCE))
			.pollInterval(Duration.ofMillis(50))
			.until(() -> {
				assertThat(application.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
				return application.get("/actuator/health/readiness");
			}, (response) -> response.statusCode() == status);
		return JsonMapper.shared().readTree(readiness.body());
	}

	private static void report(String service, String what, Instant since, Duration promised) {
		logger.info("%s %s after %d ms, promised within %d ms".formatted(service, what,
				Duration.between(since, Instant.now()).toMillis(), promised.toMillis()));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
					"org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
					"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
					"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
					"org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
					"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class ApplicationWithPool {

	}

}
