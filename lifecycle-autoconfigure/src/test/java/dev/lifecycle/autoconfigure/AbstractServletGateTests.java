package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import com.jayway.jsonpath.JsonPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import dev.lifecycle.gate.EarlyRequest;
import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.testsupport.FixedProgress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the gate promises on every servlet server.
 */
@Timeout(120)
abstract class AbstractServletGateTests {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private @Nullable ConfigurableApplicationContext context;

	/**
	 * Return the auto-configurations of the servers that are not tested.
	 * @return names of auto-configuration classes
	 */
	abstract List<String> otherServers();

	@AfterEach
	void close() {
		if (this.context != null) {
			gate().fail();
			this.context.close();
		}
	}

	@Test
	void heldRequestGoesOnWithItsBody() throws Exception {
		run(Application.class);
		byte[] body = new byte[5 * 1024 * 1024];
		new Random(1).nextBytes(body);
		CompletableFuture<HttpResponse<String>> response = send(
				request("/checksum").POST(BodyPublishers.ofByteArray(body)).build());
		awaitHeld(1);
		gate().open();
		assertThat(response.get().statusCode()).isEqualTo(200);
		assertThat(response.get().body()).isEqualTo(Long.toString(checksum(body)));
	}

	@Test
	void heldRequestMayBeServedAsynchronously() throws Exception {
		run(Application.class);
		CompletableFuture<HttpResponse<String>> response = send(request("/asynchronous").build());
		awaitHeld(1);
		gate().open();
		assertThat(response.get().body()).isEqualTo("asynchronous");
	}

	@Test
	void requestPassesWhenOpen() throws Exception {
		run(Application.class);
		gate().open();
		assertThat(get("/hello").body()).isEqualTo("hello");
	}

	@Test
	void requestIsRefusedWhenModeIsReject() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject");
		HttpResponse<String> response = get("/hello");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().map()).containsEntry("retry-after", List.of("5"))
			.containsEntry("cache-control", List.of("no-store"))
			.containsEntry("content-type", List.of("application/problem+json"))
			.containsEntry("content-length", List.of(Integer.toString(response.body().length())));
		assertThat(code(response)).isEqualTo("STARTUP_INCOMPLETE");
	}

	@Test
	void refusalTellsProgress() throws Exception {
		run(ProgressApplication.class, "lifecycle.gate.mode=reject");
		HttpResponse<String> response = get("/hello");
		assertThat(response.headers().firstValue("retry-after")).hasValue("42");
		assertThat(JsonPath.<Integer>read(response.body(), "$.ready")).isEqualTo(3);
		assertThat(JsonPath.<Integer>read(response.body(), "$.total")).isEqualTo(7);
	}

	@Test
	void requestWithBodyIsRefusedWhenModeIsReject() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject");
		HttpResponse<String> response = send(request("/checksum").POST(BodyPublishers.ofString("body")).build()).get();
		assertThat(response.statusCode()).isEqualTo(503);
	}

	@Test
	void requestPassesWhenModeIsOff() throws Exception {
		run(Application.class, "lifecycle.gate.mode=off");
		assertThat(get("/hello").body()).isEqualTo("hello");
	}

	@Test
	void heldRequestIsRefusedAfterMaxWait() throws Exception {
		run(Application.class, "lifecycle.gate.max-wait=50ms");
		HttpResponse<String> response = get("/hello");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(code(response)).isEqualTo("STARTUP_INCOMPLETE");
	}

	@Test
	void requestIsRefusedWhenMaxHeldAreHeld() throws Exception {
		run(Application.class, "lifecycle.gate.max-held=2");
		List<CompletableFuture<HttpResponse<String>>> held = send(2, "/hello");
		awaitHeld(2);
		assertThat(get("/hello").statusCode()).isEqualTo(503);
		gate().open();
		assertThat(held).allSatisfy((response) -> assertThat(response.get().statusCode()).isEqualTo(200));
	}

	@Test
	void placeIsFreeAgainAfterWait() throws Exception {
		run(Application.class, "lifecycle.gate.max-held=1");
		CompletableFuture<HttpResponse<String>> first = send(request("/hello").build());
		awaitHeld(1);
		gate().open();
		assertThat(first.get().statusCode()).isEqualTo(200);
		gate().close();
		CompletableFuture<HttpResponse<String>> second = send(request("/hello").build());
		awaitHeld(1);
		gate().open();
		assertThat(second.get().statusCode()).isEqualTo(200);
	}

	@Test
	void probesAnswerWhenManyRequestsArriveEarly() throws Exception {
		run(Application.class, fewThreads());
		verifyProbesAnswer(heldWithFewThreads());
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void probesAnswerWhenManyRequestsArriveEarlyOnVirtualThreads() throws Exception {
		run(Application.class, "spring.threads.virtual.enabled=true", fewThreads());
		verifyProbesAnswer(heldOnVirtualThreads());
	}

	private void verifyProbesAnswer(int held) throws Exception {
		List<CompletableFuture<HttpResponse<String>>> early = send(20, "/hello");
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> gate().waiting() == held
					&& early.stream().filter(CompletableFuture::isDone).count() == 20 - held);
		assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
		gate().open();
		CompletableFuture.allOf(early.toArray(CompletableFuture[]::new)).get();
		assertThat(early.stream().filter((response) -> response.join().statusCode() == 200)).hasSize(held);
	}

	/**
	 * Return the setting that leaves the server few worker threads.
	 * @return a property
	 */
	abstract String fewThreads();

	/**
	 * Return how many of twenty requests are held with few worker threads.
	 * @return the number of requests
	 */
	abstract int heldWithFewThreads();

	/**
	 * Return how many of twenty requests are held with the same setting on virtual
	 * threads.
	 * @return the number of requests
	 */
	abstract int heldOnVirtualThreads();

	@Test
	void allHeldRequestsAreRefusedWhenStartupFails() throws Exception {
		run(Application.class);
		List<CompletableFuture<HttpResponse<String>>> held = send(10, "/hello");
		awaitHeld(10);
		gate().fail();
		assertThat(held).allSatisfy((response) -> {
			assertThat(response.get().statusCode()).isEqualTo(503);
			assertThat(code(response.get())).isEqualTo("SERVICE_UNAVAILABLE");
		});
	}

	@Test
	void handlerNeverRunsForClientThatWentAway() throws Exception {
		run(Application.class);
		disconnectWhileHeld();
		CompletableFuture<HttpResponse<String>> other = send(request("/count").build());
		awaitHeld(2);
		gate().open();
		assertThat(other.get().body()).isEqualTo("1");
		await().atMost(60, TimeUnit.SECONDS).until(() -> gate().awaitAnswers(Duration.ZERO));
		assertThat(get("/count").body()).isEqualTo("2");
	}

	@Test
	void clientThatWentAwayFreesItsPlace() throws Exception {
		run(Application.class, "lifecycle.gate.max-held=1");
		disconnectWhileHeld();
		CompletableFuture<HttpResponse<String>> other = await().atMost(60, TimeUnit.SECONDS).until(() -> {
			CompletableFuture<HttpResponse<String>> candidate = send(request("/count").build());
			await().atMost(60, TimeUnit.SECONDS).until(() -> candidate.isDone() || gate().waiting() == 1);
			return candidate;
		}, (candidate) -> !candidate.isDone());
		gate().open();
		assertThat(other.get().body()).isEqualTo("1");
	}

	@Test
	void clientThatSendsRequestsWithoutWaitingKeepsItsPlace() throws Exception {
		run(Application.class);
		CompletableFuture<String> answers = CompletableFuture
			.supplyAsync(() -> unchecked(() -> exchange("GET /count", "GET /count")));
		awaitHeld(1);
		gate().recheck();
		gate().open();
		assertThat(answers.get()).containsSubsequence("HTTP/1.1 200", "HTTP/1.1 200");
	}

	@Test
	void clientThatHasClosedItsSideIsNotToldSuccess() throws Exception {
		run(Application.class);
		int port = Integer.parseInt(property("local.server.port"));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.getOutputStream()
				.write("GET /count HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			awaitHeld(1);
			socket.shutdownOutput();
			await().atMost(60, TimeUnit.SECONDS).until(() -> {
				gate().recheck();
				return gate().waiting() == 0;
			});
			gate().open();
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			assertThat(answer).doesNotStartWith("HTTP/1.1 200");
		}
	}

	private void disconnectWhileHeld() throws IOException {
		int port = Integer.parseInt(property("local.server.port"));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.getOutputStream()
				.write("GET /count HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			awaitHeld(1);
		}
	}

	private static <T> T unchecked(Callable<T> call) {
		try {
			return call.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void everyRequestAroundTheOpeningGetsOneCompleteAnswer() throws Exception {
		run(Application.class);
		List<CompletableFuture<HttpResponse<String>>> early = send(500, "/count");
		await().atMost(60, TimeUnit.SECONDS).until(() -> gate().waiting() > 50);
		CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> gate().open());
		List<CompletableFuture<HttpResponse<String>>> late = send(500, "/count");
		opening.get();
		List<String> served = new ArrayList<>();
		for (CompletableFuture<HttpResponse<String>> response : Stream.of(early, late).flatMap(List::stream).toList()) {
			if (response.get().statusCode() == 200) {
				served.add(response.get().body());
			}
			else {
				assertThat(response.get().statusCode()).isEqualTo(503);
				assertThat(code(response.get())).isEqualTo("STARTUP_INCOMPLETE");
			}
		}
		assertThat(served).hasSizeGreaterThanOrEqualTo(500).doesNotHaveDuplicates();
		assertThat(get("/count").body()).isEqualTo(Integer.toString(served.size() + 1));
	}

	@Test
	void navigationOfBrowserGetsPageAtOnce() throws Exception {
		run(Application.class);
		HttpResponse<String> response = send(request("/hello").header("Accept", "text/html")
			.header("Sec-Fetch-Mode", "navigate")
			.header("Sec-Fetch-Dest", "document")
			.build()).get();
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("content-type")).hasValueSatisfying(
				(type) -> assertThat(type).startsWith("text/html").endsWithIgnoringCase("charset=utf-8"));
		assertThat(response.body()).contains("<progress");
		assertThat(response.headers().firstValue("content-length"))
			.hasValue(Integer.toString(response.body().getBytes(StandardCharsets.UTF_8).length));
	}

	@Test
	void requestForProgressIsAnsweredAtOnce() throws Exception {
		run(Application.class);
		HttpResponse<String> response = send(request("/hello").header(EarlyRequest.PROGRESS_HEADER, "1").build()).get();
		assertThat(code(response)).isEqualTo("STARTUP_INCOMPLETE");
	}

	@Test
	void preflightIsAnswered() throws Exception {
		run(DenyingApplication.class, "lifecycle.gate.mode=reject");
		HttpResponse<String> preflight = send(request("/hello").method("OPTIONS", BodyPublishers.noBody())
			.header("Origin", "https://other.example")
			.header("Access-Control-Request-Method", "PUT")
			.build()).get();
		assertThat(preflight.statusCode()).isEqualTo(204);
		assertThat(preflight.headers().firstValue("access-control-allow-methods")).hasValue("PUT");
		HttpResponse<String> response = send(
				request("/hello").PUT(BodyPublishers.noBody()).header("Origin", "https://other.example").build())
			.get();
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("https://other.example");
	}

	@Test
	void ownRequestPasses() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject");
		GateBypass bypass = context().getBean(GateBypass.class);
		assertThat(send(request("/hello").header(bypass.headerName(), bypass.token()).build()).get().statusCode())
			.isEqualTo(200);
		assertThat(send(request("/hello").header(bypass.headerName(), "guess").build()).get().statusCode())
			.isEqualTo(503);
	}

	@Test
	void headIsRefusedWithSameHeadersAndWithoutBody() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject");
		String[] get = exchange("GET /hello").split("\r\n\r\n", -1);
		String[] head = exchange("HEAD /hello").split("\r\n\r\n", -1);
		assertThat(headers(head[0])).containsExactlyElementsOf(headers(get[0]));
		assertThat(head[1]).isEmpty();
		assertThat(head[0]).contains("Content-Length: " + get[1].length());
	}

	@Test
	void filterBehindTheGateDoesNotSeeRefusedRequest() throws Exception {
		run(DenyingApplication.class, "lifecycle.gate.mode=reject");
		assertThat(get("/hello").statusCode()).isEqualTo(503);
		gate().open();
		assertThat(get("/hello").statusCode()).isEqualTo(401);
	}

	@Test
	void actuatorEndpointsAreExempt() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject", "management.endpoints.web.exposure.include=health,info");
		assertThat(List.of("/actuator", "/actuator/health", "/actuator/health/readiness", "/actuator/info", "/livez"))
			.allSatisfy((path) -> assertThat(get(path).statusCode()).isNotEqualTo(503));
		assertThat(List.of("/", "/actuator/env", "/actuator/hello", "/health", "/actuatory/health", "/livezz"))
			.allSatisfy((path) -> assertThat(get(path).statusCode()).isEqualTo(503));
	}

	@Test
	void probesStillAnswerAfterFailure() throws Exception {
		run(Application.class);
		gate().fail();
		assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
	}

	@Test
	void disguisedPathsAreNotExempt() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject", "lifecycle.gate.exclude=/public/**");
		assertThat(List.of("/actuator/..;/hello", "/actuator/health/..;/..;/hello", "/actuator/%2e%2e/hello",
				"/actuator/health/../../hello", "/actuator/health/%2e%2e/%2e%2e/hello", "//actuator/health",
				"/actuator//health", "/ACTUATOR/health", "/actuator/health;x=y", "/actuator;x=y/health",
				"/actuator/%68ealth", "/%61ctuator/health", "/./actuator/health", "/hello/../actuator/health",
				"/public/../hello", "/public/..;/hello", "/public/%2e%2e/hello", "/public/%2f..%2fhello",
				"/livez/../hello", "/livez/..;/hello", "/hello;/livez", "/hello%2flivez",
				"/actuator/health\\..\\hello"))
			.allSatisfy((path) -> assertThat(status("GET " + path)).isIn("503", "400"));
	}

	@Test
	void disguisedPathIsHeld() throws Exception {
		run(Application.class);
		CompletableFuture<HttpResponse<String>> response = send(request("/ACTUATOR/health").build());
		awaitHeld(1);
		gate().open();
		assertThat(response.get().statusCode()).isEqualTo(404);
	}

	@Test
	void excludedPathsAreExempt() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject", "lifecycle.gate.exclude=/hel*,/public/**",
				"server.servlet.context-path=/shop");
		assertThat(get("/shop/hello?x=%3B").statusCode()).isEqualTo(200);
		assertThat(get("/shop/public/x").statusCode()).isEqualTo(404);
		assertThat(get("/shop/asynchronous").statusCode()).isEqualTo(503);
	}

	@Test
	void endpointsAreExemptBelowContextPath() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject", "server.servlet.context-path=/shop",
				"management.endpoints.web.base-path=/manage", "management.endpoints.web.path-mapping.health=well");
		assertThat(get("/shop/manage/well/liveness").statusCode()).isEqualTo(200);
		assertThat(get("/shop/actuator/health").statusCode()).isEqualTo(503);
		assertThat(get("/shop/manage/health").statusCode()).isEqualTo(503);
	}

	@Test
	void endpointsAreExemptBelowServletPath() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject", "spring.mvc.servlet.path=/api",
				"management.endpoint.health.probes.add-additional-paths=true");
		assertThat(get("/api/actuator/health/liveness").statusCode()).isEqualTo(200);
		assertThat(get("/api/livez").statusCode()).isEqualTo(200);
		assertThat(get("/api/hello").statusCode()).isEqualTo(503);
	}

	@Test
	void endpointsAreExemptBelowRoot() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject", "management.endpoints.web.base-path=/");
		assertThat(get("/health/liveness").statusCode()).isEqualTo(200);
		assertThat(get("/hello").statusCode()).isEqualTo(503);
		assertThat(get("/").statusCode()).isEqualTo(503);
	}

	@Test
	void additionalPathsAreExempt() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject",
				"management.endpoint.health.group.live.include=livenessState",
				"management.endpoint.health.group.live.additional-path=server:/alive");
		assertThat(get("/alive").statusCode()).isEqualTo(200);
		assertThat(get("/alive2").statusCode()).isEqualTo(503);
	}

	@Test
	void managementPortHasNoGate() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject", "management.server.port=0",
				"management.endpoint.health.probes.add-additional-paths=true");
		String managementPort = property("local.management.port");
		URI uri = URI.create("http://localhost:" + managementPort + "/actuator/health/liveness");
		assertThat(send(HttpRequest.newBuilder(uri).build()).get().statusCode()).isEqualTo(200);
		assertThat(get("/livez").statusCode()).isEqualTo(200);
		assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(503);
		assertThat(get("/actuator").statusCode()).isEqualTo(503);
	}

	final void run(Class<?> application, String... properties) {
		this.context = new SpringApplicationBuilder(application).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off",
					"spring.autoconfigure.exclude=" + String.join(",", otherServers()) + ","
							+ ServiceLifecycleAutoConfiguration.class.getName())
			.properties(properties)
			.run();
	}

	final ConfigurableApplicationContext context() {
		return Objects.requireNonNull(this.context);
	}

	final TrafficGate gate() {
		return context().getBean(TrafficGate.class);
	}

	final void awaitHeld(int count) {
		await().atMost(60, TimeUnit.SECONDS).until(() -> gate().waiting() == count);
	}

	private String property(String name) {
		return context().getEnvironment().getRequiredProperty(name);
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + property("local.server.port") + path));
	}

	final HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.client.send(request(path).build(), BodyHandlers.ofString());
	}

	private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
		return this.client.sendAsync(request, BodyHandlers.ofString());
	}

	final List<CompletableFuture<HttpResponse<String>>> send(int count, String path) {
		return IntStream.range(0, count).mapToObj((i) -> send(request(path).build())).toList();
	}

	final String exchange(String... requestLines) throws IOException {
		int port = Integer.parseInt(property("local.server.port"));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			for (int i = 0; i < requestLines.length; i++) {
				String connection = (i == requestLines.length - 1) ? "close" : "keep-alive";
				String request = requestLines[i] + " HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection
						+ "\r\n\r\n";
				socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			}
			InputStream response = socket.getInputStream();
			return new String(response.readAllBytes(), StandardCharsets.US_ASCII);
		}
	}

	private String status(String requestLine) throws IOException {
		return exchange(requestLine).substring("HTTP/1.1 ".length(), "HTTP/1.1 503".length());
	}

	private List<String> headers(String head) {
		return Stream.of(head.split("\r\n", -1)).filter((line) -> !line.startsWith("Date:")).sorted().toList();
	}

	private String code(HttpResponse<String> response) {
		return JsonPath.read(response.body(), "$.code");
	}

	private static long checksum(byte[] bytes) {
		CRC32 checksum = new CRC32();
		checksum.update(bytes);
		return checksum.getValue();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(GatedController.class)
	static class Application {

		@Bean
		TrafficGate trafficGate() {
			return new TrafficGate();
		}

		@Bean
		GateBypass gateBypass() {
			return new GateBypass();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProgressApplication extends Application {

		@Bean
		StartupProgress startupProgress() {
			return new FixedProgress(3, 7, List.of(), Duration.ofMillis(41_500));
		}

	}

	/**
	 * Denies everything where a security filter would, error dispatches included.
	 */
	@Configuration(proxyBeanMethods = false)
	static class DenyingApplication extends Application {

		@Bean
		FilterRegistrationBean<Filter> denyingFilter() {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(
					(request, response, chain) -> ((HttpServletResponse) response).setStatus(401));
			registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
			registration.setOrder(-100);
			return registration;
		}

	}

	@RestController
	static class GatedController {

		private final AtomicInteger requests = new AtomicInteger();

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/count")
		String count() {
			return Integer.toString(this.requests.incrementAndGet());
		}

		@GetMapping("/asynchronous")
		Callable<String> asynchronous() {
			return () -> "asynchronous";
		}

		@PostMapping("/checksum")
		String checksum(@RequestBody byte[] body) {
			return Long.toString(AbstractServletGateTests.checksum(body));
		}

	}

}
