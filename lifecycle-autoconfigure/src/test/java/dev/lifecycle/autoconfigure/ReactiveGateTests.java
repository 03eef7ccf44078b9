package dev.lifecycle.autoconfigure;

import java.io.IOException;
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
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.testsupport.FixedProgress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the gate on Reactor Netty.
 */
@Timeout(120)
class ReactiveGateTests {

	private @Nullable ReactiveApplication application;

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
	}

	@Test
	void heldRequestGoesOnWithItsBody() throws Exception {
		ReactiveApplication application = run(Application.class, "spring.http.codecs.max-in-memory-size=10MB");
		byte[] body = new byte[5 * 1024 * 1024];
		new Random(1).nextBytes(body);
		CompletableFuture<HttpResponse<String>> response = application
			.send(application.request("/checksum").POST(BodyPublishers.ofByteArray(body)).build());
		application.awaitHeld(1);
		application.gate().open();
		assertThat(response.get().statusCode()).isEqualTo(200);
		assertThat(response.get().body()).isEqualTo(Long.toString(checksum(body)));
	}

	@Test
	void requestIsHeldHoweverLongMaxWaitIs() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.max-wait=200000d");
		CompletableFuture<HttpResponse<String>> response = application.send(application.request("/hello").build());
		application.awaitHeld(1);
		application.gate().open();
		assertThat(response.get().body()).isEqualTo("hello");
	}

	@Test
	void heldRequestGoesOnWhereItCameFrom() throws Exception {
		ReactiveApplication application = run(Application.class);
		List<CompletableFuture<HttpResponse<String>>> held = application.send(50, "/thread");
		application.awaitHeld(50);
		application.gate().open();
		Set<String> threads = ConcurrentHashMap.newKeySet();
		for (CompletableFuture<HttpResponse<String>> response : held) {
			threads.add(response.get().body());
		}
		assertThat(threads).hasSizeGreaterThan(1).allMatch((thread) -> thread.startsWith("reactor-http-"));
	}

	@Test
	void requestPassesWhenOpen() throws Exception {
		ReactiveApplication application = run(Application.class);
		application.gate().open();
		assertThat(application.get("/hello").body()).isEqualTo("hello");
	}

	@Test
	void requestIsRefusedWhenModeIsReject() throws Exception {
		HttpResponse<String> response = run(Application.class, "lifecycle.gate.mode=reject").get("/hello");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().map()).containsEntry("retry-after", List.of("5"))
			.containsEntry("cache-control", List.of("no-store"))
			.containsEntry("content-type", List.of("application/problem+json"))
			.containsEntry("content-length", List.of(Integer.toString(response.body().length())));
		assertThat(code(response)).isEqualTo("STARTUP_INCOMPLETE");
	}

	@Test
	void refusalTellsProgress() throws Exception {
		HttpResponse<String> response = run(ProgressApplication.class, "lifecycle.gate.mode=reject").get("/hello");
		assertThat(response.headers().firstValue("retry-after")).hasValue("42");
		assertThat(JsonPath.<Integer>read(response.body(), "$.ready")).isEqualTo(3);
		assertThat(JsonPath.<Integer>read(response.body(), "$.total")).isEqualTo(7);
	}

	@Test
	void progressPollIsNotHeld() throws Exception {
		HttpResponse<String> response = run(ProgressApplication.class).get("/hello", "Lifecycle-Startup-Progress", "1");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(JsonPath.<Integer>read(response.body(), "$.ready")).isEqualTo(3);
	}

	@Test
	void connectionServesNextRequestAfterBodyWasRefused() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject");
		try (Socket socket = application.open("POST /checksum HTTP/1.1\r\nContent-Length: 4")) {
			socket.getOutputStream().write("body".getBytes(StandardCharsets.US_ASCII));
			assertThat(readUntil(socket, '}')).startsWith("HTTP/1.1 503 ");
			socket.getOutputStream()
				.write("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(readUntil(socket, -1)).startsWith("HTTP/1.1 404 ");
		}
	}

	private String readUntil(Socket socket, int last) throws IOException {
		StringBuilder response = new StringBuilder();
		int next = 0;
		while (next != last) {
			next = socket.getInputStream().read();
			response.append((char) next);
		}
		return response.toString();
	}

	@Test
	void largeBodyIsRefused() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject");
		HttpRequest request = application.request("/checksum")
			.POST(BodyPublishers.ofByteArray(new byte[5 * 1024 * 1024]))
			.build();
		assertThat(application.send(request).get().statusCode()).isEqualTo(503);
	}

	@Test
	void requestPassesWhenModeIsOff() throws Exception {
		assertThat(run(Application.class, "lifecycle.gate.mode=off").get("/hello").body()).isEqualTo("hello");
	}

	@Test
	void heldRequestIsRefusedAfterMaxWait() throws Exception {
		HttpResponse<String> response = run(Application.class, "lifecycle.gate.max-wait=50ms").get("/hello");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(code(response)).isEqualTo("STARTUP_INCOMPLETE");
	}

	@Test
	void requestIsRefusedWhenMaxHeldAreHeld() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.max-held=2");
		List<CompletableFuture<HttpResponse<String>>> held = application.send(2, "/hello");
		application.awaitHeld(2);
		assertThat(application.get("/hello").statusCode()).isEqualTo(503);
		application.gate().open();
		assertThat(held).allSatisfy((response) -> assertThat(response.get().statusCode()).isEqualTo(200));
	}

	@Test
	void placeIsFreeAgainAfterWait() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.max-held=1");
		for (int round = 0; round < 3; round++) {
			application.gate().close();
			CompletableFuture<HttpResponse<String>> response = application.send(application.request("/hello").build());
			application.awaitHeld(1);
			application.gate().open();
			assertThat(response.get().statusCode()).isEqualTo(200);
		}
	}

	@Test
	void placeIsFreeAgainAfterTimeout() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.max-held=1",
				"lifecycle.gate.max-wait=500ms");
		assertThat(application.get("/hello").statusCode()).isEqualTo(503);
		assertThat(application.gate().awaitAnswers(Duration.ofSeconds(60))).isTrue();
		await().atMost(60, TimeUnit.SECONDS).until(() -> {
			CompletableFuture<HttpResponse<String>> next = application.send(application.request("/hello").build());
			await().atMost(60, TimeUnit.SECONDS).until(() -> next.isDone() || application.gate().waiting() == 1);
			return !next.isDone();
		});
	}

	@Test
	void clientThatGoesAwayFreesItsPlace() throws Exception {
		verifyPlaceIsFreed("GET /count?id=gone HTTP/1.1");
	}

	@Test
	void clientThatGoesAwayBeforeItsBodyIsReadFreesItsPlace() throws Exception {
		verifyPlaceIsFreed("POST /count?id=gone HTTP/1.1\r\nContent-Length: 10000000");
	}

	private void verifyPlaceIsFreed(String head) throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.max-held=1");
		Socket socket = application.open(head);
		application.awaitHeld(1);
		socket.close();
		application.awaitHeld(0);
		assertThat(application.gate().awaitAnswers(Duration.ofSeconds(60))).isTrue();
		CompletableFuture<HttpResponse<String>> next = application.send(application.request("/count?id=next").build());
		application.awaitHeld(1);
		application.gate().open();
		assertThat(next.get().body()).isEqualTo("next");
		assertThat(controller(application).calls).containsOnlyKeys("next");
	}

	@Test
	void allHeldRequestsAreRefusedWhenStartupFails() throws Exception {
		ReactiveApplication application = run(Application.class);
		List<CompletableFuture<HttpResponse<String>>> held = application.send(10, "/hello");
		application.awaitHeld(10);
		assertThat(application.gate().awaitAnswers(Duration.ofMillis(1))).isFalse();
		application.gate().fail();
		assertThat(application.gate().awaitAnswers(Duration.ofSeconds(60))).isTrue();
		assertThat(held).allSatisfy((response) -> {
			assertThat(response.get().statusCode()).isEqualTo(503);
			assertThat(code(response.get())).isEqualTo("SERVICE_UNAVAILABLE");
		});
	}

	@Test
	void headIsRefusedWithSameHeadersAndWithoutBody() {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject");
		String[] get = application.exchange("GET /hello HTTP/1.1").split("\r\n\r\n", -1);
		String[] head = application.exchange("HEAD /hello HTTP/1.1").split("\r\n\r\n", -1);
		assertThat(headers(head[0])).containsExactlyElementsOf(headers(get[0]));
		assertThat(head[1]).isEmpty();
		assertThat(head[0]).containsIgnoringCase("Content-Length: " + get[1].length());
	}

	@Test
	void preflightIsAnsweredInPlaceOfApplication() {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject");
		String response = application.exchange("OPTIONS /hello HTTP/1.1\r\nOrigin: https://shop.example\r\n"
				+ "Access-Control-Request-Method: DELETE\r\nAccess-Control-Request-Headers: x-token");
		assertThat(response).startsWith("HTTP/1.1 204 ").endsWith("\r\n\r\n");
		assertThat(headers(response)).contains("access-control-allow-origin: https://shop.example",
				"access-control-allow-methods: DELETE", "access-control-allow-headers: x-token");
	}

	@Test
	void scriptOfOtherOriginCanReadRefusal() {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject");
		String response = application.exchange("GET /hello HTTP/1.1\r\nOrigin: https://shop.example");
		assertThat(headers(response)).contains("access-control-allow-origin: https://shop.example", "vary: Origin");
	}

	@Test
	void navigationGetsPageAtOnce() {
		ReactiveApplication application = run(Application.class);
		String response = application
			.exchange("GET /hello HTTP/1.1\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document");
		assertThat(response).startsWith("HTTP/1.1 503 ").contains("<!DOCTYPE html>").endsWith("</html>\n");
		assertThat(headers(response)).contains("content-type: text/html;charset=UTF-8");
	}

	@Test
	void filterBehindTheGateDoesNotSeeRefusedRequest() throws Exception {
		ReactiveApplication application = run(DenyingApplication.class, "lifecycle.gate.mode=reject");
		assertThat(application.get("/hello").statusCode()).isEqualTo(503);
		application.gate().open();
		assertThat(application.get("/hello").statusCode()).isEqualTo(401);
	}

	@Test
	void ownRequestPasses() throws Exception {
		ReactiveApplication application = run(BypassApplication.class, "lifecycle.gate.mode=reject");
		assertThat(application.get("/hello", "Lifecycle-Gate-Bypass", "guessed").statusCode()).isEqualTo(503);
		GateBypass bypass = application.context().getBean(GateBypass.class);
		assertThat(application.get("/hello", bypass.headerName(), bypass.token()).statusCode()).isEqualTo(200);
		assertThat(application.get("/hello", bypass.headerName(), "guessed").statusCode()).isEqualTo(503);
		assertThat(application.get("/hello").statusCode()).isEqualTo(503);
	}

	@Test
	void actuatorEndpointsAreExempt() {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject",
				"management.endpoints.web.exposure.include=health,info");
		assertThat(List.of("/actuator", "/actuator/health", "/actuator/health/readiness", "/actuator/info", "/livez"))
			.allSatisfy((path) -> assertThat(application.get(path).statusCode()).isNotEqualTo(503));
		assertThat(List.of("/", "/actuator/env", "/actuator/hello", "/health", "/actuatory/health", "/livezz"))
			.allSatisfy((path) -> assertThat(application.get(path).statusCode()).isEqualTo(503));
	}

	@Test
	void probesStillAnswerAfterFailure() throws Exception {
		ReactiveApplication application = run(Application.class);
		application.gate().fail();
		assertThat(application.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
	}

	@Test
	void disguisedPathsAreNotExempt() {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject",
				"lifecycle.gate.exclude=/public/**");
		assertThat(List.of("/actuator/..;/hello", "/actuator/health/..;/..;/hello", "/actuator/%2e%2e/hello",
				"/actuator/health/../../hello", "/actuator/health/%2e%2e/%2e%2e/hello", "//actuator/health",
				"/actuator//health", "/ACTUATOR/health", "/actuator/health;x=y", "/actuator;x=y/health",
				"/actuator/%68ealth", "/%61ctuator/health", "/./actuator/health", "/hello/../actuator/health",
				"/public/../hello", "/public/..;/hello", "/public/%2e%2e/hello", "/public/%2f..%2fhello",
				"/livez/../hello", "/livez/..;/hello", "/hello;/livez", "/hello%2flivez",
				"/actuator/health\\..\\hello"))
			.allSatisfy((path) -> assertThat(application.status("GET " + path + " HTTP/1.1")).isIn("503", "400"));
	}

	@Test
	void forwardedPrefixDoesNotMakePathExempt() {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject",
				"server.forward-headers-strategy=framework");
		assertThat(application.status("GET /hello HTTP/1.1\r\nX-Forwarded-Prefix: /livez")).isEqualTo("503");
		assertThat(application.status("GET /hello HTTP/1.1\r\nX-Forwarded-Prefix: /hello/..")).isIn("503", "400");
	}

	@Test
	void disguisedPathIsHeld() throws Exception {
		ReactiveApplication application = run(Application.class);
		CompletableFuture<HttpResponse<String>> response = application
			.send(application.request("/ACTUATOR/health").build());
		application.awaitHeld(1);
		application.gate().open();
		assertThat(response.get().statusCode()).isEqualTo(404);
	}

	@Test
	void excludedPathsAreExemptBelowBasePath() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject",
				"lifecycle.gate.exclude=/hel*,/public/**", "spring.webflux.base-path=/shop");
		assertThat(application.get("/shop/hello?x=%3B").statusCode()).isEqualTo(200);
		assertThat(application.get("/shop/public/x").statusCode()).isEqualTo(404);
		assertThat(application.get("/shop/thread").statusCode()).isEqualTo(503);
	}

	@Test
	void endpointsAreExemptBelowBasePath() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject",
				"spring.webflux.base-path=/shop", "management.endpoints.web.base-path=/manage",
				"management.endpoints.web.path-mapping.health=well",
				"management.endpoint.health.probes.add-additional-paths=true");
		assertThat(application.get("/shop/manage/well/liveness").statusCode()).isEqualTo(200);
		assertThat(application.get("/shop/livez").statusCode()).isEqualTo(200);
		assertThat(application.get("/shop/actuator/health").statusCode()).isEqualTo(503);
		assertThat(application.get("/shop/manage/health").statusCode()).isEqualTo(503);
	}

	@Test
	void endpointsAreExemptBelowRoot() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject",
				"management.endpoints.web.base-path=/");
		assertThat(application.get("/health/liveness").statusCode()).isEqualTo(200);
		assertThat(application.get("/hello").statusCode()).isEqualTo(503);
		assertThat(application.get("/").statusCode()).isEqualTo(503);
	}

	@Test
	void additionalPathsAreExempt() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject",
				"management.endpoint.health.group.live.include=livenessState",
				"management.endpoint.health.group.live.additional-path=server:/alive");
		assertThat(application.get("/alive").statusCode()).isEqualTo(200);
		assertThat(application.get("/alive2").statusCode()).isEqualTo(503);
	}

	@Test
	void managementPortHasNoGate() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.mode=reject",
				"management.server.port=0", "management.endpoint.health.probes.add-additional-paths=true");
		URI uri = URI
			.create("http://localhost:" + application.port("local.management.port") + "/actuator/health/liveness");
		HttpClient client = HttpClient.newHttpClient();
		assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode())
			.isEqualTo(200);
		assertThat(application.get("/livez").statusCode()).isEqualTo(200);
		assertThat(application.get("/actuator/health/liveness").statusCode()).isEqualTo(503);
		assertThat(application.get("/actuator").statusCode()).isEqualTo(503);
	}

	@Test
	void everyRequestAroundOpeningIsServedOnceOrRefused() throws Exception {
		ReactiveApplication application = run(Application.class, "lifecycle.gate.max-held=400");
		List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			responses.add(application.send(application.request("/count?id=" + i).build()));
			if (i == 700) {
				await().atMost(60, TimeUnit.SECONDS).until(() -> application.gate().waiting() == 400);
				application.gate().open();
			}
		}
		List<String> served = new ArrayList<>();
		for (CompletableFuture<HttpResponse<String>> response : responses) {
			if (response.get().statusCode() == 200) {
				served.add(response.get().body());
			}
			else {
				assertThat(response.get().statusCode()).isEqualTo(503);
				assertThat(code(response.get())).isEqualTo("STARTUP_INCOMPLETE");
			}
		}
		assertThat(served).hasSizeBetween(400, 999).doesNotHaveDuplicates();
		assertThat(controller(application).calls).containsOnlyKeys(served)
			.allSatisfy((id, calls) -> assertThat(calls).hasValue(1));
		assertThat(application.gate().awaitAnswers(Duration.ofSeconds(60))).isTrue();
	}

	private ReactiveApplication run(Class<?> type, String... properties) {
		ReactiveApplication application = new ReactiveApplication(type, properties);
		this.application = application;
		return application;
	}

	private GatedController controller(ReactiveApplication application) {
		return application.context().getBean(GatedController.class);
	}

	private String code(HttpResponse<String> response) {
		return JsonPath.read(response.body(), "$.code");
	}

	private List<String> headers(String response) {
		return Stream.of(response.split("\r\n\r\n", 2)[0].split("\r\n", -1))
			.skip(1)
			.map((line) -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
					+ line.substring(line.indexOf(':')))
			.filter((line) -> !line.startsWith("date:"))
			.sorted()
			.toList();
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

	}

	@Configuration(proxyBeanMethods = false)
	static class BypassApplication extends Application {

		@Bean
		@Lazy
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
	 * Denies everything where a security filter would.
	 */
	@Configuration(proxyBeanMethods = false)
	static class DenyingApplication extends Application {

		@Bean
		@Order(-100)
		WebFilter denyingFilter() {
			return (exchange, chain) -> {
				exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
				return exchange.getResponse().setComplete();
			};
		}

	}

	@RestController
	static class GatedController {

		final ConcurrentHashMap<String, AtomicInteger> calls = new ConcurrentHashMap<>();

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/thread")
		Mono<String> thread() {
			return Mono.fromSupplier(() -> Thread.currentThread().getName());
		}

		@GetMapping("/count")
		String count(@RequestParam String id) {
			this.calls.computeIfAbsent(id, (key) -> new AtomicInteger()).incrementAndGet();
			return id;
		}

		@PostMapping("/count")
		String countWithBody(@RequestParam String id) {
			return count(id);
		}

		@PostMapping("/checksum")
		String checksum(@RequestBody byte[] body) {
			return Long.toString(ReactiveGateTests.checksum(body));
		}

	}

}
