package dev.lifecycle.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.test.LifecycleManagerAssert;

import static dev.lifecycle.test.ReadinessAssertions.assertThatServices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of checks that fail after the start-up, as probes see it.
 */
@Timeout(180)
class MonitoringOverHttpTests {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final int THRESHOLD = 3;

	private final TomcatApplication application = new TomcatApplication(Application.class,
			"lifecycle.monitor.interval=400ms", "lifecycle.monitor.failure-threshold=" + THRESHOLD,
			"lifecycle.monitor.max-age=5m");

	private final Store database = this.application.context().getBean("database", Store.class);

	private final Store cache = this.application.context().getBean("cache", Store.class);

	@AfterEach
	void close() {
		this.application.close();
	}

	@Test
	void readinessWhenRequiredServiceFailsThen503UntilItPasses() throws Exception {
		assertThat(readiness()).isEqualTo(200);
		this.database.problem = "replica is behind";
		await().atMost(LIMIT).until(() -> readiness() == 503);
		assertThat(this.database.failures).hasValueGreaterThanOrEqualTo(THRESHOLD);
		assertThat(this.application.liveness().statusCode()).isEqualTo(200);
		this.database.problem = "";
		await().atMost(LIMIT).until(() -> readiness() == 200);
		assertThat(this.application.liveness().statusCode()).isEqualTo(200);
	}

	@Test
	void detailsWhenRequiredServiceFailsThenSaySinceWhenAndWhyWithoutSecret() throws Exception {
		Instant before = Instant.now();
		this.database.problem = "jdbc:postgresql://app:s3cret@db/orders does not answer";
		services().service("database").becomesNotReady(LIMIT);
		HttpResponse<String> response = this.application.readiness();
		assertThat(JsonPath.<String>read(response.body(), "$.components.lifecycle.status")).isEqualTo("DOWN");
		Map<String, String> details = JsonPath.read(response.body(), "$.components.lifecycle.details.database");
		assertThat(details).containsEntry("state", "NOT_READY")
			.containsEntry("failingCheck", "ping: jdbc:postgresql://******@db/orders does not answer");
		assertThat(Instant.parse(details.getOrDefault("since", ""))).isBetween(before, Instant.now());
		assertThat(response.body()).doesNotContain("s3cret");
	}

	@Test
	void readinessWhenOptionalServiceFailsThenStill200WithDetails() throws Exception {
		this.cache.problem = "out of memory";
		services().service("cache").becomesNotReady(LIMIT);
		HttpResponse<String> response = this.application.readiness();
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(JsonPath.<String>read(response.body(), "$.components.lifecycle.details.cache.failingCheck"))
			.isEqualTo("ping: out of memory");
	}

	@Test
	void readinessWhenApplicationRefusesTrafficThen503UntilItAcceptsAgain() throws Exception {
		publish(ReadinessState.REFUSING_TRAFFIC);
		assertThat(readiness()).isEqualTo(503);
		services().isReady();
		publish(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(readiness()).isEqualTo(200);
	}

	@Test
	void readinessWhenApplicationRefusesTrafficThenNotOverriddenByServiceThatRecovers() throws Exception {
		this.database.problem = "replica is behind";
		services().becomesNotReady(LIMIT);
		publish(ReadinessState.REFUSING_TRAFFIC);
		this.database.problem = "";
		services().becomesReady(LIMIT);
		assertThat(readiness()).isEqualTo(503);
		publish(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(readiness()).isEqualTo(200);
	}

	@Test
	void readinessWhenServiceIsNotReadyThenNotOverriddenByApplicationThatAcceptsTraffic() throws Exception {
		this.database.problem = "replica is behind";
		services().becomesNotReady(LIMIT);
		publish(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(readiness()).isEqualTo(503);
		this.database.problem = "";
		services().becomesReady(LIMIT);
		assertThat(readiness()).isEqualTo(200);
	}

	private int readiness() throws Exception {
		return this.application.readiness().statusCode();
	}

	private LifecycleManagerAssert services() {
		return assertThatServices(this.application.context());
	}

	private void publish(ReadinessState state) {
		AvailabilityChangeEvent.publish(this.application.context(), state);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Store database() {
			return new Store();
		}

		@Bean
		@LifecycleService(required = false)
		Store cache() {
			return new Store();
		}

	}

	static class Store {

		private volatile String problem = "";

		private final AtomicInteger failures = new AtomicInteger();

		@ReadinessCheck
		ReadinessResult ping() {
			if (this.problem.isEmpty()) {
				return ReadinessResult.ready();
			}
			this.failures.incrementAndGet();
			return ReadinessResult.notReady(this.problem);
		}

	}

}
