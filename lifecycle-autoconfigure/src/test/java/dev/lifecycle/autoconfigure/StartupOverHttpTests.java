package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.actuate.LifecycleHealthIndicator;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.StateChange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of start-up as clients see it, on real servers.
 */
class StartupOverHttpTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(LIMIT)
		.build();

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void probesTellTruthWhileStarting(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type)) {
			URI server = startup.awaitServer();
			assertThat(get(server, "/actuator/health/liveness").statusCode()).isEqualTo(200);
			assertThat(get(server, "/actuator/health/readiness").statusCode()).isEqualTo(503);
			startup.release();
			assertThat(get(server, "/actuator/health/readiness").statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void probesOnManagementPortTellTruthWhileStarting(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type, "--management.server.port=0")) {
			startup.awaitServer();
			URI management = startup.awaitServer();
			assertThat(get(management, "/actuator/health/liveness").statusCode()).isEqualTo(200);
			assertThat(get(management, "/actuator/health/readiness").statusCode()).isEqualTo(503);
			startup.release();
			assertThat(get(management, "/actuator/health/readiness").statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void bothPortsAnswerWhileDraining(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type, "--management.server.port=0", "--lifecycle.shutdown.drain=1h")) {
			URI server = startup.awaitServer();
			URI management = startup.awaitServer();
			startup.release();
			assertThat(get(management, "/actuator/health/readiness").statusCode()).isEqualTo(200);
			Thread closing = new Thread(startup.context()::close);
			closing.start();
			try {
				Awaitility.await()
					.atMost(LIMIT)
					.until(() -> get(management, "/actuator/health/readiness").statusCode() == 503);
				assertThat(get(management, "/actuator/health/liveness").statusCode()).isEqualTo(200);
				assertThat(get(server, "/hello").body()).isEqualTo("hello READY");
			}
			finally {
				closing.interrupt();
				closing.join();
			}
		}
	}

	@Test
	void readinessHasDetailPerService() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET)) {
			URI server = startup.awaitServer();
			assertThat(get(server, "/actuator/health/readiness").body()).contains("\"lifecycle\"", "OUT_OF_SERVICE")
				.contains("\"auth\":{\"state\":\"WAITING\"")
				.contains("\"database\":{\"state\":\"STARTING\"");
		}
	}

	@Test
	void requestWhileStartingIsHeldAndServed() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET)) {
			URI server = startup.awaitServer();
			CompletableFuture<HttpResponse<String>> held = this.client
				.sendAsync(HttpRequest.newBuilder(server.resolve("/hello")).build(), BodyHandlers.ofString());
			assertThat(get(server, "/actuator/health/liveness").statusCode()).isEqualTo(200);
			assertThat(held).isNotDone();
			startup.release();
			assertThat(held.get(30, TimeUnit.SECONDS).body()).isEqualTo("hello READY");
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void refusedRequestIsToldWhatIsLeftOfTheUsualTime(WebApplicationType type, @TempDir Path directory)
			throws Exception {
		Files.writeString(
				Files.createDirectory(directory.resolve("shop")).resolve("01767323045678-1-00000000.properties"), """
						format=1
						begun=2026-01-02T03:04:05.678Z
						outcome=success
						duration=3600000
						""");
		try (Startup startup = new Startup(type, "--lifecycle.gate.mode=reject", "--spring.application.name=shop",
				"--lifecycle.history.directory=" + directory)) {
			URI server = startup.awaitServer();
			// The history is read while the application starts.
			Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
				HttpResponse<String> refused = get(server, "/hello");
				assertThat(refused.statusCode()).isEqualTo(503);
				assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(3000L, 3600L);
			});
		}
	}

	@Test
	void refusedRequestIsToldToComeBackSoonWithoutHistory() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET, "--lifecycle.gate.mode=reject")) {
			HttpResponse<String> refused = get(startup.awaitServer(), "/hello");
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isLessThan(3000);
		}
	}

	@Test
	void healthIsUpOnlyIfAllRequiredServicesAreReadyAtEveryTransition() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET)) {
			startup.awaitServer();
			startup.release();
			startup.context().stop();
			HealthObserver observer = startup.context().getBean(HealthObserver.class);
			assertThat(observer.violations).isEmpty();
			assertThat(observer.transitions).isGreaterThanOrEqualTo(12);
		}
	}

	@Test
	void applicationWithoutWebStartsServices() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.NONE)) {
			startup.release();
			assertThat(startup.context().getBean(LifecycleManager.class).isReady()).isTrue();
		}
	}

	private HttpResponse<String> get(URI server, String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(server.resolve(path)).timeout(LIMIT).build(),
				BodyHandlers.ofString());
	}

	/**
	 * A start-up on a thread of its own, which the service 'database' holds until it is
	 * released.
	 */
	private static final class Startup implements AutoCloseable {

		private final CountDownLatch latch = new CountDownLatch(1);

		private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();

		private final CompletableFuture<ConfigurableApplicationContext> context;

		Startup(WebApplicationType type, String... args) {
			List<String> arguments = new ArrayList<>(List.of(args));
			arguments.add("--server.port=0");
			arguments.add("--management.endpoint.health.show-details=always");
			arguments.add("--spring.main.banner-mode=off");
			arguments.add("--spring.autoconfigure.exclude="
					+ "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration,"
					+ "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration,"
					+ "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration");
			this.context = CompletableFuture
				.supplyAsync(() -> new SpringApplicationBuilder(Application.class).web(type).initializers((context) -> {
					context.getBeanFactory().registerSingleton("latch", this.latch);
					context.getBeanFactory().registerSingleton("ports", this.ports);
				}).run(arguments.toArray(String[]::new)));
		}

		URI awaitServer() throws InterruptedException {
			Integer port = this.ports.poll(60, TimeUnit.SECONDS);
			assertThat(port).isNotNull();
			return URI.create("http://localhost:" + port);
		}

		void release() {
			this.latch.countDown();
			context();
		}

		ConfigurableApplicationContext context() {
			return this.context.orTimeout(60, TimeUnit.SECONDS).join();
		}

		@Override
		public void close() {
			this.latch.countDown();
			context().close();
			Awaitility.await()
				.until(() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.noneMatch((thread) -> thread.getName().startsWith("lifecycle-")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@LifecycleService
		Database database(CountDownLatch latch) {
			return new Database(latch);
		}

		@Bean
		@DependsOnService("database")
		Object auth() {
			return new Object();
		}

		@Bean
		Greeter greeter(LifecycleManager manager) {
			return new Greeter(manager);
		}

		@Bean
		HealthObserver healthObserver(ObjectProvider<LifecycleHealthIndicator> health,
				ObjectProvider<LifecycleManager> manager) {
			return new HealthObserver(health, manager);
		}

		@Bean
		PortListener portListener(BlockingQueue<Integer> ports) {
			return new PortListener(ports);
		}

	}

	static class Database extends AbstractLifecycleService {

		private final CountDownLatch latch;

		Database(CountDownLatch latch) {
			this.latch = latch;
		}

		@Override
		protected void onStart() throws InterruptedException {
			this.latch.await();
		}

		@Override
		protected void onStop() {
		}

	}

	@RestController
	static class Greeter {

		private final LifecycleManager manager;

		Greeter(LifecycleManager manager) {
			this.manager = manager;
		}

		@GetMapping("/hello")
		String hello() {
			return "hello " + this.manager.status("auth").state();
		}

	}

	static class PortListener {

		private final BlockingQueue<Integer> ports;

		PortListener(BlockingQueue<Integer> ports) {
			this.ports = ports;
		}

		@EventListener
		void initialized(WebServerInitializedEvent event) {
			this.ports.add(event.getWebServer().getPort());
		}

	}

	/**
	 * Compares health with the states of the services right after each transition.
	 */
	static class HealthObserver implements EngineListener {

		private final ObjectProvider<LifecycleHealthIndicator> health;

		private final ObjectProvider<LifecycleManager> manager;

		final List<String> violations = new ArrayList<>();

		int transitions;

		HealthObserver(ObjectProvider<LifecycleHealthIndicator> health, ObjectProvider<LifecycleManager> manager) {
			this.health = health;
			this.manager = manager;
		}

		@Override
		public void stateChanged(StateChange change) {
			this.transitions++;
			boolean up = Status.UP.equals(this.health.getObject().health().getStatus());
			Map<String, ServiceState> states = this.manager.getObject()
				.services()
				.stream()
				.collect(java.util.stream.Collectors.toMap(ServiceStatus::name, ServiceStatus::state));
			if (up && !states.values().stream().allMatch((state) -> state == ServiceState.READY)) {
				this.violations.add(change + ": " + states);
			}
		}

	}

}
