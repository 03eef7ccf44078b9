package dev.lifecycle.integration.governance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.StateChange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs {@code governance/application.yaml} as it is.
 */
@Testcontainers(disabledWithoutDocker = true)
class GovernanceContainerTests {

	private static final List<List<String>> PHASES = List.of(List.of("postgres", "cache", "broker"),
			List.of("auth-api", "billing-api", "auth"), List.of("chat-gateway", "chat"), List.of("assets", "portal"));

	@Container
	private static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer(DockerImageName.parse("postgres:15"));

	@Container
	private static final GenericContainer<?> REDIS = new GenericContainer<>(DockerImageName.parse("redis:7"))
		.withExposedPorts(6379);

	@Test
	void startsPhaseByPhase() throws Exception {
		try (Peers peers = new Peers(); ConfigurableApplicationContext context = run(peers)) {
			LifecycleManager manager = context.getBean(LifecycleManager.class);
			List<String> journal = context.getBean(Transitions.class).inOrder();
			for (int i = 1; i < PHASES.size(); i++) {
				assertThat(firstStart(journal, PHASES.get(i))).as("start of phase %d in %s", i, journal)
					.isGreaterThan(lastReady(journal, PHASES.get(i - 1)));
			}
			assertThat(context.getBean(Transitions.class).waitsOf("chat"))
				.containsExactly("auth, chat-gateway, begin of phase 'application'");
			assertThat(manager.services()).hasSize(10)
				.allSatisfy((service) -> assertThat(service.state()).isEqualTo(ServiceState.READY));
			assertThat(context.getBean(Transitions.class).passed).contains("postgres jdbc", "postgres migrations",
					"postgres jdbc-latency", "cache redis", "broker tcp", "auth-api http", "billing-api http",
					"chat-gateway websocket", "chat-gateway websocket-latency", "assets http");
			assertThat(readiness(context)).extracting(HttpResponse::statusCode).isEqualTo(200);
		}
	}

	private static int firstStart(List<String> journal, List<String> services) {
		return services.stream().mapToInt((service) -> journal.indexOf(service + " STARTING")).min().orElseThrow();
	}

	private static int lastReady(List<String> journal, List<String> services) {
		return services.stream().mapToInt((service) -> journal.indexOf(service + " READY")).max().orElseThrow();
	}

	private static ConfigurableApplicationContext run(Peers peers) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.run("--spring.config.location=classpath:governance/application.yaml", "--spring.main.banner-mode=off",
					"--server.port=0", "--server.address=127.0.0.1", "--management.endpoint.health.show-details=always",
					"--spring.datasource.url=" + POSTGRES.getJdbcUrl(),
					"--spring.datasource.username=" + POSTGRES.getUsername(),
					"--spring.datasource.password=" + POSTGRES.getPassword(), "--CACHE_HOST=" + REDIS.getHost(),
					"--CACHE_PORT=" + REDIS.getMappedPort(6379), "--BROKER_ADDRESS=" + peers.address(),
					"--AUTH_URL=http://" + peers.address(), "--BILLING_URL=http://" + peers.address(),
					"--CHAT_URL=ws://" + peers.address(), "--ASSETS_URL=http://" + peers.address());
	}

	private static HttpResponse<String> readiness(ConfigurableApplicationContext context) throws Exception {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
					"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class Application {

		@Bean
		Service auth() {
			return new Service();
		}

		@Bean
		Service chat() {
			return new Service();
		}

		@Bean
		Service portal() {
			return new Service();
		}

		@Bean
		Transitions transitions() {
			return new Transitions();
		}

	}

	static class Service extends AbstractLifecycleService {

		@Override
		protected void onStart() {
		}

		@Override
		protected void onStop() {
		}

	}

	/**
	 * Remembers what services did, in order.
	 */
	static class Transitions implements EngineListener {

		final Queue<String> passed = new ConcurrentLinkedQueue<>();

		private final Queue<StateChange> changes = new ConcurrentLinkedQueue<>();

		@Override
		public void stateChanged(StateChange change) {
			this.changes.add(change);
		}

		@Override
		public void checked(String service, String check, Duration elapsed, boolean ready) {
			if (ready) {
				this.passed.add(service + " " + check);
			}
		}

		List<String> waitsOf(String service) {
			return this.changes.stream()
				.filter((change) -> change.service().equals(service) && change.to() == ServiceState.WAITING)
				.map(StateChange::detail)
				.toList();
		}

		List<String> inOrder() {
			return this.changes.stream().map((change) -> change.service() + " " + change.to()).toList();
		}

	}

}
