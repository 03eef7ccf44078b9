package dev.lifecycle.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what clients see of the start-up of a reactive application.
 */
@Timeout(120)
class ReactiveStartupTests {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final CompletableFuture<Void> database = new CompletableFuture<>();

	private final Server server = new Server();

	@Test
	void requestIsHeldUntilServicesAreReady() throws Exception {
		CompletableFuture<ConfigurableApplicationContext> startup = start();
		CompletableFuture<HttpResponse<String>> held = sendHeld();
		assertThat(send("/actuator/health/liveness").get().statusCode()).isEqualTo(200);
		this.database.complete(null);
		assertThat(held.get().body()).isEqualTo("true");
		startup.get().close();
	}

	@Test
	void heldRequestIsRefusedBeforeServerStopsWhenStartupFails() throws Exception {
		CompletableFuture<ConfigurableApplicationContext> startup = start("lifecycle.startup.retry.max-retries=0");
		CompletableFuture<HttpResponse<String>> held = sendHeld();
		this.database.completeExceptionally(new IllegalStateException("no database"));
		assertThat(held.get().statusCode()).isEqualTo(503);
		assertThat(JsonPath.<String>read(held.get().body(), "$.code")).isEqualTo("SERVICE_UNAVAILABLE");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(startup::get);
	}

	private CompletableFuture<HttpResponse<String>> sendHeld() throws Exception {
		assertThat(this.server.opened.await(60, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<HttpResponse<String>> response = send("/ready");
		await().atMost(60, TimeUnit.SECONDS).until(() -> this.server.gate().waiting() == 1);
		return response;
	}

	private CompletableFuture<HttpResponse<String>> send(String path) {
		URI uri = URI.create("http://localhost:" + this.server.port + path);
		return this.client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
	}

	private CompletableFuture<ConfigurableApplicationContext> start(String... properties) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.main.banner-mode=off",
					"spring.autoconfigure.exclude=" + ReactiveApplication.OTHER_SERVERS)
			.properties(properties)
			.initializers((context) -> {
				context.getBeanFactory().registerSingleton("databaseConnection", this.database);
				context.addApplicationListener(this.server);
			});
		return CompletableFuture.supplyAsync(builder::run);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@LifecycleService
		Database database(CompletableFuture<Void> databaseConnection) {
			return new Database(databaseConnection);
		}

		@Bean
		@DependsOnService("database")
		Readiness readiness(LifecycleManager manager) {
			return new Readiness(manager);
		}

	}

	static class Database extends AbstractLifecycleService {

		private final CompletableFuture<Void> connection;

		Database(CompletableFuture<Void> connection) {
			this.connection = connection;
		}

		@Override
		protected void onStart() throws Exception {
			this.connection.get();
		}

		@Override
		protected void onStop() {
		}

	}

	@RestController
	static class Readiness {

		private final LifecycleManager manager;

		Readiness(LifecycleManager manager) {
			this.manager = manager;
		}

		@GetMapping("/ready")
		String ready() {
			return Boolean.toString(this.manager.isReady());
		}

	}

	/**
	 * Knows the web server as soon as it is open.
	 */
	static class Server implements ApplicationListener<WebServerInitializedEvent> {

		final CountDownLatch opened = new CountDownLatch(1);

		volatile int port;

		private volatile TrafficGate gate = new TrafficGate();

		TrafficGate gate() {
			return this.gate;
		}

		@Override
		public void onApplicationEvent(WebServerInitializedEvent event) {
			this.port = event.getWebServer().getPort();
			this.gate = event.getApplicationContext().getBean(TrafficGate.class);
			this.opened.countDown();
		}

	}

}
