package dev.lifecycle.autoconfigure;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
import dev.lifecycle.LifecycleService;
import dev.lifecycle.gate.EarlyRequest;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the meters as Prometheus sees them, on Tomcat and Reactor Netty.
 */
@Timeout(180)
class MetricsOverHttpTests {

	private static final List<String> OTHER_SERVERS = List.of(
			"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final CountDownLatch latch = new CountDownLatch(1);

	private final BlockingQueue<ConfigurableApplicationContext> starting = new LinkedBlockingQueue<>();

	private CompletableFuture<ConfigurableApplicationContext> started = new CompletableFuture<>();

	private URI server = URI.create("http://localhost");

	@AfterEach
	void close() throws Exception {
		this.latch.countDown();
		this.started.get(60, TimeUnit.SECONDS).close();
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void servicesAreInFirstScrapeWhileStarting(WebApplicationType type) throws Exception {
		start(type);
		assertThat(scrape()).contains("lifecycle_service_state{service=\"database\",state=\"READY\"} 0.0")
			.contains("lifecycle_service_state{service=\"database\",state=\"STARTING\"} ")
			.contains("lifecycle_service_degraded{service=\"database\"} 0.0")
			.contains("lifecycle_restarts_total{service=\"database\",trigger=\"manual\"} 0.0")
			.contains("lifecycle_startup_seconds_count{outcome=\"success\"} 0")
			.contains("lifecycle_phase_seconds_count{outcome=\"success\",phase=\"database\"} 0")
			.contains("lifecycle_gate_requests_total{code=\"none\",outcome=\"passed\"} 0.0");
		awaitSample("lifecycle_service_state{service=\"database\",state=\"STARTING\"} 1.0");
		release();
		assertThat(scrape()).contains("lifecycle_service_state{service=\"database\",state=\"READY\"} 1.0")
			.contains("lifecycle_service_state{service=\"database\",state=\"STARTING\"} 0.0")
			.contains("lifecycle_startup_seconds_count{outcome=\"success\"} 1")
			.contains("lifecycle_phase_seconds_count{outcome=\"success\",phase=\"database\"} 1")
			.contains(
					"lifecycle_service_start_seconds_count{outcome=\"success\",service=\"database\",stage=\"started\"} 1");
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void earlyRequestsAreCounted(WebApplicationType type) throws Exception {
		start(type);
		CompletableFuture<HttpResponse<String>> held = send("/hello");
		awaitSample("lifecycle_gate_held 1.0");
		HttpRequest poll = request("/hello").header(EarlyRequest.PROGRESS_HEADER, "1").build();
		assertThat(this.client.send(poll, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
		release();
		assertThat(held.get(60, TimeUnit.SECONDS).body()).isEqualTo("hello");
		assertThat(send("/hello").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(scrape()).contains("lifecycle_gate_held 0.0")
			.contains("lifecycle_gate_requests_total{code=\"none\",outcome=\"passed\"} 1.0")
			.contains("lifecycle_gate_requests_total{code=\"STARTUP_INCOMPLETE\",outcome=\"refused\"} 1.0")
			.contains("lifecycle_gate_requests_total{code=\"SERVICE_UNAVAILABLE\",outcome=\"refused\"} 0.0")
			.contains("lifecycle_gate_requests_total{code=\"none\",outcome=\"abandoned\"} 0.0")
			.contains("lifecycle_gate_wait_seconds_count{outcome=\"passed\"} 1")
			.contains("lifecycle_gate_wait_seconds_count{outcome=\"refused\"} 0");
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void requestThatWaitedInVainIsCounted(WebApplicationType type) throws Exception {
		start(type);
		CompletableFuture<HttpResponse<String>> held = send("/hello");
		awaitSample("lifecycle_gate_held 1.0");
		context().getBean(TrafficGate.class).fail();
		assertThat(held.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
		assertThat(scrape())
			.contains("lifecycle_gate_requests_total{code=\"SERVICE_UNAVAILABLE\",outcome=\"refused\"} 1.0")
			.contains("lifecycle_gate_wait_seconds_count{outcome=\"refused\"} 1");
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void requestOfClientThatWentAwayIsCounted(WebApplicationType type) throws Exception {
		start(type);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.getPort())) {
			socket.getOutputStream()
				.write("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			awaitSample("lifecycle_gate_held 1.0");
		}
		if (type == WebApplicationType.REACTIVE) {
			awaitSample("lifecycle_gate_held 0.0");
		}
		release();
		awaitSample("lifecycle_gate_requests_total{code=\"none\",outcome=\"abandoned\"} 1.0");
		assertThat(scrape()).contains("lifecycle_gate_requests_total{code=\"none\",outcome=\"passed\"} 0.0");
	}

	private void start(WebApplicationType type) throws InterruptedException {
		this.started = CompletableFuture
			.supplyAsync(() -> new SpringApplicationBuilder(Application.class).web(type).initializers((context) -> {
				context.getBeanFactory().registerSingleton("latch", this.latch);
				context.addApplicationListener((ApplicationListener<WebServerInitializedEvent>) (event) -> this.starting
					.add((ConfigurableApplicationContext) event.getApplicationContext()));
			})
				.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
						"management.endpoints.web.exposure.include=prometheus",
						"spring.autoconfigure.exclude=" + String.join(",", OTHER_SERVERS))
				.run());
		String port = context().getEnvironment().getProperty("local.server.port");
		this.server = URI.create("http://127.0.0.1:" + port);
	}

	private ConfigurableApplicationContext context() throws InterruptedException {
		ConfigurableApplicationContext context = this.starting.poll(60, TimeUnit.SECONDS);
		assertThat(context).isNotNull();
		this.starting.add(context);
		return context;
	}

	private void release() throws Exception {
		this.latch.countDown();
		this.started.get(60, TimeUnit.SECONDS);
	}

	private void awaitSample(String sample) {
		await().atMost(60, TimeUnit.SECONDS).until(() -> scrape().contains(sample));
	}

	private String scrape() throws Exception {
		HttpResponse<String> response = this.client.send(request("/actuator/prometheus").build(),
				BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	private CompletableFuture<HttpResponse<String>> send(String path) {
		return this.client.sendAsync(request(path).build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(this.server.resolve(path));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@LifecycleService(phase = "database")
		Database database(CountDownLatch latch) {
			return new Database(latch);
		}

		@Bean
		Greeter greeter() {
			return new Greeter();
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

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

	}

}
