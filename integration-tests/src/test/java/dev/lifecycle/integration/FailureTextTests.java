package dev.lifecycle.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real causes of failed start-ups, and whether the text that users get is the one of
 * docs/failures.md.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureTextTests {

	private final List<AutoCloseable> resources = new ArrayList<>();

	private final CountDownLatch never = new CountDownLatch(1);

	@AfterEach
	void close() throws Exception {
		this.never.countDown();
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	@Test
	void tableHasAtLeastTwentyFiveCauses() throws IOException {
		assertThat(DocumentedFailures.rows()).hasSizeGreaterThanOrEqualTo(25);
	}

	@Test
	void wrongHost(CapturedOutput output) throws IOException {
		check(output, "http=http://auth.invalid:8081/health", "retries=0").writes("wrong host");
	}

	@Test
	void portClosed(CapturedOutput output) throws IOException {
		check(output, "tcp=127.0.0.1:" + closedPort(), "retries=0").writes("port closed");
	}

	@Test
	void hungConnect(CapturedOutput output) throws IOException {
		check(output, "tcp=127.0.0.1:" + fullBacklog(), "timeout=3s", "retries=0").writes("hung connect");
	}

	@Test
	void readTimeout(CapturedOutput output) throws IOException {
		check(output, "http=http://127.0.0.1:" + silentPort() + "/health", "timeout=3s", "retries=0")
			.writes("read timeout");
	}

	@Test
	void wrongStatus(CapturedOutput output) throws IOException {
		check(output, "http=" + http(503, "") + "/health", "retries=0").writes("wrong HTTP status");
	}

	@Test
	void redirect(CapturedOutput output) throws IOException {
		check(output, "http=" + http(302, "") + "/health", "retries=0").writes("redirect");
	}

	@Test
	void wrongAnswer(CapturedOutput output) throws IOException {
		check(output, "http=" + http(200, "{\"status\":\"DOWN\"}") + "/health", "json-pointer=/status", "expect=UP",
				"retries=0")
			.writes("wrong answer");
	}

	@Test
	void expiredCertificate(CapturedOutput output, @TempDir Path directory) throws Exception {
		TestAuthority authority = new TestAuthority(directory);
		trusting(authority.client(),
				() -> check(output, "http=" + https(authority.server("-20d")) + "/health", "retries=0")
					.writes("expired certificate"));
	}

	@Test
	void selfSignedCertificate(CapturedOutput output, @TempDir Path directory) throws Exception {
		check(output, "http=" + https(new TestAuthority(directory).selfSigned()) + "/health", "retries=0")
			.writes("self-signed certificate");
	}

	@Test
	void hungDatabase(CapturedOutput output) throws IOException {
		check(output, "jdbc=select 1", "timeout=3s", "retries=0").bean("dataSource", pool(silentPort(), 1))
			.writes("hung database");
	}

	@Test
	void closedDatabase(CapturedOutput output) throws IOException {
		check(output, "jdbc=select 1", "timeout=3s", "retries=1").bean("dataSource", pool(closedPort(), -1))
			.writes("database port closed");
	}

	@Test
	void contractNeverTrue(CapturedOutput output) throws IOException {
		ReadinessProbe probe = () -> ReadinessResult.notReady("no signing key has been loaded");
		application(output).bean("keys", probe)
			.with("lifecycle.services.auth.checks[0].bean=keys", "lifecycle.services.auth.readiness-timeout=3s")
			.writes("contract never true");
	}

	@Test
	void startThatThrows(CapturedOutput output) throws IOException {
		application(output).service("licences", () -> {
			throw new IllegalStateException("The licence has been withdrawn");
		}).writes("start that throws");
	}

	@Test
	void startThatHangs(CapturedOutput output) throws IOException {
		application(output).service("agents", this.never::await)
			.with("lifecycle.services.agents.start-timeout=3s")
			.writes("start that hangs");
	}

	@Test
	void startTimeoutOfAll(CapturedOutput output) throws IOException {
		application(output).service("agents", this.never::await)
			.with("lifecycle.startup.timeout=3s")
			.writes("start-up timeout");
	}

	@Test
	void phaseTimeout(CapturedOutput output) throws IOException {
		application(output).service("agents", this.never::await)
			.with("lifecycle.phases[0].name=services", "lifecycle.phases[0].timeout=3s",
					"lifecycle.services.agents.phase=services")
			.writes("phase timeout");
	}

	@Test
	void dependencyTimeout(CapturedOutput output) throws IOException {
		application(output).service("database", this.never::await).service("auth", () -> {
		}, "database").with("lifecycle.startup.dependency-timeout=3s").writes("dependency timeout");
	}

	@Test
	void dependencyThatFailed(CapturedOutput output) throws IOException {
		int port = closedPort();
		application(output).service("redis", () -> connectToRedis(port)).service("auth", () -> {
		}, "redis").service("backend", () -> {
		}, "auth").service("chat", () -> {
		}, "auth").writes("dependency that failed");
	}

	@Test
	void clientThatIsRefused(CapturedOutput output) throws IOException {
		URI uri = URI.create("http://127.0.0.1:" + closedPort() + "/keys");
		application(output)
			.service("keys",
					() -> HttpClient.newHttpClient()
						.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()))
			.writes("HTTP client refused");
	}

	@Test
	void missingProperty(CapturedOutput output) throws IOException {
		application(output).service("tokens", () -> new StandardEnvironment().getRequiredProperty("tokens.issuer"))
			.writes("missing property");
	}

	@Test
	void cycle(CapturedOutput output) throws IOException {
		application(output).service("auth", () -> {
		}, "database").service("database", () -> {
		}, "auth").writes("cycle");
	}

	@Test
	void unknownDependency(CapturedOutput output) throws IOException {
		application(output).service("database", () -> {
		}).service("auth", () -> {
		}, "databse").writes("unknown dependency");
	}

	@Test
	void portInUse(CapturedOutput output) throws IOException {
		application(output).service("auth", () -> {
		}).onTheWeb().with("server.address=127.0.0.1", "server.port=" + silentPort()).writes("port in use");
	}

	@Test
	void portOfServiceInUse(CapturedOutput output) throws IOException {
		int port = silentPort();
		application(output)
			.service("metrics", () -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close())
			.writes("port of a service in use");
	}

	@Test
	void outOfMemory(CapturedOutput output) throws IOException {
		application(output).service("cache", () -> assertThat(new long[Integer.MAX_VALUE]).isEmpty())
			.writes("out of memory");
	}

	@Test
	void stackOverflow(CapturedOutput output) throws IOException {
		application(output).service("catalog", () -> assertThat(depth(0)).isNegative()).writes("stack overflow");
	}

	private static int depth(int depth) {
		return (depth < 0) ? depth : depth(depth + 1) + 1;
	}

	@Test
	void missingClass(CapturedOutput output) throws IOException {
		application(output).service("driver", () -> Class.forName("com.example.Driver")).writes("missing class");
	}

	@Test
	void missingFile(CapturedOutput output) throws IOException {
		application(output).service("keys", () -> Files.readString(Path.of("keys", "signing.pem")))
			.writes("missing file");
	}

	private static void connectToRedis(int port) {
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", port));
		try {
			client.connect().close();
		}
		finally {
			client.shutdown();
		}
	}

	private static DocumentedFailures application(CapturedOutput output) {
		return new DocumentedFailures(output);
	}

	// An external service with one check.
	private static DocumentedFailures check(CapturedOutput output, String... settings) {
		DocumentedFailures application = application(output);
		for (String setting : settings) {
			application.with("lifecycle.services.upstream.checks[0]." + setting);
		}
		return application;
	}

	private HikariDataSource pool(int port, long initializationFailTimeout) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/orders?password=s3cret");
		pool.setInitializationFailTimeout(initializationFailTimeout);
		this.resources.add(pool);
		return pool;
	}

	// Bound, but not listening: connections are refused, and nobody else gets the port.
	private int closedPort() throws IOException {
		Socket socket = new Socket();
		this.resources.add(socket);
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		return socket.getLocalPort();
	}

	// Connections are made, and nobody answers.
	private int silentPort() throws IOException {
		ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.resources.add(server);
		return server.getLocalPort();
	}

	// No connection is made, as if packets got lost.
	private int fullBacklog() throws IOException {
		ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		this.resources.add(server);
		for (int i = 0; i < 8; i++) {
			SocketChannel channel = SocketChannel.open();
			this.resources.add(channel);
			channel.configureBlocking(false);
			channel.connect(server.getLocalSocketAddress());
		}
		return server.getLocalPort();
	}

	private String http(int status, String body) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		return start(server, status, body);
	}

	private String https(SSLContext context) throws IOException {
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		return start(server, 200, "").replace("http:", "https:");
	}

	private String start(HttpServer server, int status, String body) {
		server.createContext("/", (exchange) -> {
			try (exchange) {
				if (status == 302) {
					exchange.getResponseHeaders().add("Location", "/login");
				}
				exchange.sendResponseHeaders(status, 0);
				exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
			}
		});
		server.start();
		this.resources.add(() -> server.stop(0));
		return "http://127.0.0.1:" + server.getAddress().getPort();
	}

	private static void trusting(SSLContext context, DocumentedFailures.Start action) throws Exception {
		SSLContext previous = SSLContext.getDefault();
		SSLContext.setDefault(context);
		try {
			action.run();
		}
		finally {
			SSLContext.setDefault(previous);
		}
	}

}
