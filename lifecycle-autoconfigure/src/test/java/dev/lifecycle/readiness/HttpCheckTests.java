package dev.lifecycle.readiness;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link HttpCheck}.
 */
class HttpCheckTests {

	private final List<Headers> requests = new CopyOnWriteArrayList<>();

	private final List<URI> targets = new CopyOnWriteArrayList<>();

	private HttpServer server;

	private String url;

	private int status = 200;

	private byte[] body = "{\"status\":\"UP\"}".getBytes(StandardCharsets.UTF_8);

	private @Nullable String location;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
		this.url = "http://127.0.0.1:" + this.server.getAddress().getPort() + "/health";
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.requests.add(exchange.getRequestHeaders());
			this.targets.add(exchange.getRequestURI());
			if (this.location != null) {
				exchange.getResponseHeaders().set("Location", this.location);
			}
			exchange.sendResponseHeaders(this.status, (this.status != 204) ? this.body.length : -1);
			if (this.status != 204) {
				exchange.getResponseBody().write(this.body);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 204, 299 })
	void checkWhenAny2xxThenReady(int status) throws Exception {
		this.status = status;
		Checks.assertReady(http(this.url));
	}

	@Test
	void checkWhenCalledAgainThenReady() throws Exception {
		try (HttpProbe probe = (HttpProbe) http(this.url).create(Checks.context(Checks.LONG))) {
			for (int i = 0; i < 3; i++) {
				assertThat(probe.check()).isEqualTo(ReadinessResult.ready());
			}
		}
	}

	@Test
	void checkWhenDeclaredStatusThenReady() throws Exception {
		this.status = 401;
		Checks.assertReady(new HttpCheck(URI.create(this.url), "401", null, null, Map.of()));
	}

	@Test
	void checkWhenOtherStatusThenSaysBoth() throws Exception {
		this.status = 503;
		assertNotReady(http(this.url), this.url + " answered 503, expected 2xx");
	}

	@ParameterizedTest
	@CsvSource({ "/login?token=s3cret,http://127.0.0.1:PORT/login",
			"https://user:s3cret@sso.example/in?x=s3cret#s3cret,https://sso.example/in", "::s3cret,somewhere",
			"mailto:s3cret,somewhere" })
	void checkWhenRedirectedThenNamesWhereToWithoutSecrets(String location, String shown) throws Exception {
		this.status = 302;
		this.location = location;
		assertNotReady(http(this.url), this.url + " answered 302 to "
				+ shown.replace("PORT", "" + this.server.getAddress().getPort()) + ", expected 2xx");
		assertThat(this.requests).hasSize(1);
	}

	@Test
	void checkWhenRedirectedToLongAddressThenItsBeginning() throws Exception {
		this.status = 302;
		this.location = "http://other/" + "x".repeat(2000);
		assertNotReady(http(this.url), this.url + " answered 302 to …, expected 2xx");
	}

	@ParameterizedTest
	@CsvSource({ "/status,UP", "/status,", "/a~1b/0,7", "/up,true", "/details,'{\"x\":1}'", "/nothing,null" })
	void checkWhenValueIsThereThenReady(String pointer, @Nullable String expected) throws Exception {
		this.body = "{\"status\":\"UP\",\"a/b\":[7],\"up\":true,\"details\":{\"x\":1},\"nothing\":null}"
			.getBytes(StandardCharsets.UTF_8);
		Checks.assertReady(json(pointer, expected));
	}

	@Test
	void checkWhenOtherValueThenSaysBoth() throws Exception {
		this.body = "{\"status\":\"DOWN\"}".getBytes(StandardCharsets.UTF_8);
		assertNotReady(json("/status", "UP"), this.url + " has 'DOWN' at /status, expected 'UP'");
	}

	@Test
	void checkWhenOtherValueIsLongThenItsBeginning() throws Exception {
		this.body = ("{\"status\":\"" + "x".repeat(1000) + "\"}").getBytes(StandardCharsets.UTF_8);
		assertNotReady(json("/status", "UP"), this.url + " has '" + "x".repeat(100) + "…' at /status, expected 'UP'");
	}

	@Test
	void checkWhenOtherValueIsHugeThenIsNotSearchedForSecrets() throws Exception {
		this.body = ("{\"status\":\"not yet " + "x".repeat(1_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
		assertNotReady(json("/status", "UP"), this.url + " has 'not yet …' at /status, expected 'UP'");
	}

	@Test
	void checkWhenOtherValueHasPasswordThenMasked() throws Exception {
		this.body = "{\"status\":\"password=s3cret\"}".getBytes(StandardCharsets.UTF_8);
		assertNotReady(json("/status", "UP"), this.url + " has 'password=******' at /status, expected 'UP'");
	}

	@Test
	void checkWhenValueIsMissingThenSaysSo() throws Exception {
		assertNotReady(json("/state", "UP"), this.url + " has no value at /state, expected 'UP'");
		assertNotReady(json("/state", null), this.url + " has no value at /state");
	}

	@Test
	void checkWhenAnyValueAndNullThenNotReady() throws Exception {
		this.body = "{\"status\":null}".getBytes(StandardCharsets.UTF_8);
		assertNotReady(json("/status", null), this.url + " has no value at /status");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>", "{\"status\":" })
	void checkWhenNotJsonThenSaysSo(String body) throws Exception {
		this.body = body.getBytes(StandardCharsets.UTF_8);
		assertNotReady(json("/status", "UP"), this.url + " answered something that is not JSON");
	}

	@Test
	void checkWhenBodyIsTooLongThenSaysSo() throws Exception {
		this.body = new byte[1024 * 1024 + 1];
		assertNotReady(json("/status", "UP"), this.url + " answered more than 1 MB");
	}

	@Test
	void checkSendsHeadersAndQuery() throws Exception {
		Checks
			.assertReady(new HttpCheck(URI.create(this.url + "?probe=1"), null, null, null, Map.of("X-Api-Key", "k")));
		assertThat(this.requests.get(0).getFirst("X-Api-Key")).isEqualTo("k");
		assertThat(this.targets).containsExactly(URI.create("/health?probe=1"));
	}

	@Test
	void checkSendsCredentialsOfTheUrl() throws Exception {
		Checks.assertReady(http(this.url.replace("//", "//user:s3cret@")));
		assertThat(this.requests.get(0).getFirst("Authorization")).isEqualTo("Basic dXNlcjpzM2NyZXQ=");
	}

	@Test
	void checkSendsNothingElseOfTheApplication() throws Exception {
		Checks.assertReady(http(this.url));
		assertThat(this.requests.get(0).keySet()).isSubsetOf("Host", "User-agent", "Connection", "Content-length");
	}

	@Test
	void checkWhenSecretsThenNoneIsShown() throws Exception {
		this.status = 500;
		HttpCheck check = new HttpCheck(URI.create(this.url.replace("//", "//user:s3cret@") + "?key=s3cret#s3cret"),
				null, "/status", "UP", Map.of("X-Api-Key", "s3cret"));
		assertNotReady(check, this.url + " answered 500, expected 2xx");
		assertThat(check).asString().contains(this.url, "X-Api-Key").doesNotContain("s3cret");
	}

	@Test
	void checkWhenNobodyListensThenRefused() throws Exception {
		int port = Checks.closedPort();
		assertNotReady(http("http://127.0.0.1:" + port + "/"), "connection refused by 127.0.0.1:" + port);
	}

	@Test
	void checkWhenHostIsUnknownThenSaysSo() throws Exception {
		assertNotReady(http("http://user:s3cret@auth.invalid/?key=s3cret"), "unknown host auth.invalid");
	}

	@Test
	void checkWhenPacketsGetLostThenTimesOut() throws Exception {
		try (FullBacklog peer = new FullBacklog()) {
			Checks.assertNotReady(http("http://" + peer.address() + "/"), Checks.SHORT,
					"no connection to " + peer.address() + " within 300 ms");
		}
	}

	@Test
	void checkWhenPeerIsSilentThenTimesOutAndConnectionIsClosed() throws Exception {
		try (TestPeer peer = TestPeer.silent()) {
			Checks.assertNotReady(http("http://" + peer.address() + "/health"), Checks.SHORT,
					"no answer from http://" + peer.address() + "/health within 300 ms");
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
			"HTTP/1.1 200 OK\r\n\r\n{" })
	void checkWhenPeerDripsThenTimesOutAndConnectionIsClosed(String begin) throws Exception {
		try (TestPeer peer = TestPeer.dripping(begin)) {
			Checks.assertNotReady(
					new HttpCheck(URI.create("http://" + peer.address() + "/health"), null, "/status", "UP", Map.of()),
					Checks.SHORT, "no answer from http://" + peer.address() + "/health within 300 ms");
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenOnlyStatusCountsThenBodyIsNotAwaited() throws Exception {
		try (TestPeer peer = TestPeer.dripping("HTTP/1.1 200 OK\r\n\r\n{")) {
			Checks.assertReady(http("http://" + peer.address() + "/"));
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenPeerClosesThenSaysSo() throws Exception {
		try (TestPeer peer = new TestPeer((socket) -> {
			int read = socket.getInputStream().read(new byte[1024]);
			assertThat(read).isPositive();
			socket.close();
		})) {
			assertNotReady(http("http://" + peer.address() + "/"), "connection closed by " + peer.address());
		}
	}

	@Test
	void checkWhenPeerSpeaksSomethingElseThenSaysSo() throws Exception {
		try (TestPeer peer = new TestPeer((socket) -> {
			OutputStream output = socket.getOutputStream();
			output.write("220 mail ESMTP\r\n\r\n".getBytes(StandardCharsets.UTF_8));
		})) {
			assertNotReady(http("http://" + peer.address() + "/"), peer.address() + " does not answer in HTTP");
		}
	}

	@Test
	void checkWhenInterruptedThenEnds() throws Exception {
		try (TestPeer peer = TestPeer.silent()) {
			assertThat(Checks.interrupt(http("http://" + peer.address() + "/"), (thread) -> peer.accepted.await()))
				.isInstanceOf(InterruptedException.class);
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenInterruptedInBodyThenEnds() throws Exception {
		try (TestPeer peer = TestPeer.dripping("HTTP/1.1 200 OK\r\n\r\n{")) {
			HttpCheck check = new HttpCheck(URI.create("http://" + peer.address() + "/"), null, "/x", null, Map.of());
			assertThat(Checks.interrupt(check, (thread) -> peer.dripped.await()))
				.isInstanceOf(InterruptedException.class);
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenClosedThenFails() {
		HttpProbe probe = (HttpProbe) http(this.url).create(Checks.context(Checks.LONG));
		probe.close();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(probe::check);
	}

	@Test
	void createOpensNoConnection() throws Exception {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			socket.setSoTimeout(100);
			ReadinessProbe probe = http("http://127.0.0.1:" + socket.getLocalPort() + "/")
				.create(Checks.context(Checks.LONG));
			assertThat(probe).isNotNull();
			assertThat(catchThrowable(socket::accept)).isInstanceOf(SocketTimeoutException.class);
		}
	}

	@ParameterizedTest
	@CsvSource({ "Host,s3cret", "X-Key,'s3\ncret'", "'a b',s3cret" })
	void createWhenHeaderCannotBeSentThenSaysWhichWithoutValue(String name, String value) {
		HttpCheck check = new HttpCheck(URI.create(this.url), null, null, null, Map.of(name, value));
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> check.create(Checks.context(Checks.LONG)))
			.withMessage("A readiness check of service 'auth' (lifecycle.services.auth.checks[0]) needs the header '"
					+ name + "', which cannot be sent with that name or value.")
			.withNoCause();
	}

	@Test
	void needsNoBeansAndIsNamedHttp() {
		assertThat(http(this.url).needsBeans()).isFalse();
		assertThat(http(this.url).defaultName()).isEqualTo("http");
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth:8081", "ftp://auth/", "/health", "http://auth_api:8081/", "http:///x", "mailto:x" })
	void newWhenNoUrlThenSaysWhatToWrite(URI uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> new HttpCheck(uri, null, null, null, Map.of()))
			.withMessage("'http' must be a URL with a host of letters, digits, '-' and '.', such as "
					+ "http://host:8080/path");
	}

	@Test
	void newWhenPointerWithoutSlashThenRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> json("status", "UP"))
			.withMessage("'json-pointer' must begin with '/', as in /status");
	}

	@Test
	void newWhenValueWithoutPointerThenRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> json(null, "UP"))
			.withMessage("'expect' needs 'json-pointer', which says where the value is");
	}

	private static HttpCheck http(String url) {
		return new HttpCheck(URI.create(url), null, null, null, Map.of());
	}

	private HttpCheck json(@Nullable String pointer, @Nullable String expected) {
		return new HttpCheck(URI.create(this.url), null, pointer, expected, Map.of());
	}

	private static void assertNotReady(HttpCheck check, String reason) throws Exception {
		Checks.assertNotReady(check, Checks.LONG, reason);
	}

}
