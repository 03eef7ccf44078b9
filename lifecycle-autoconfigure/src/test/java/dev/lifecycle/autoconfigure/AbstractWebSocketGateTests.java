package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.server.ServerEndpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the gate promises to WebSocket clients on every servlet server.
 */
@Timeout(120)
abstract class AbstractWebSocketGateTests {

	private static final List<String> SESSIONS = new CopyOnWriteArrayList<>();

	private static final String HANDSHAKE = String.join("\r\n", "Upgrade: websocket", "Connection: keep-alive, Upgrade",
			"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
			"Sec-WebSocket-Extensions: permessage-deflate", "");

	private static final String STOMP_CONNECT = "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0";

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final WebSocketClient client = new WebSocketClient();

	private @Nullable ConfigurableApplicationContext context;

	/**
	 * Return the auto-configuration of the server that is not tested.
	 * @return the name of an auto-configuration class
	 */
	abstract String otherServer();

	@BeforeEach
	void forgetSessions() {
		SESSIONS.clear();
	}

	@AfterEach
	void close() {
		if (this.context != null) {
			gate().fail();
			this.context.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/handler", "/endpoint", "/sockjs/0/a/websocket" })
	void heldHandshakeIsCompletedByApplication(String path) throws Exception {
		run();
		CompletableFuture<WebSocket> connected = connect(path);
		awaitHeld(1);
		assertThat(SESSIONS).isEmpty();
		gate().open();
		connected.get().sendText(path.startsWith("/sockjs") ? "[\"hello\"]" : "hello", true).get();
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> this.client.messages.stream().anyMatch((message) -> message.contains("hello")));
		assertThat(SESSIONS).hasSize(1);
	}

	@Test
	void heldHandshakeOfStompIsCompletedByApplication() throws Exception {
		run();
		CompletableFuture<WebSocket> connected = connect("/stomp", "v12.stomp");
		awaitHeld(1);
		gate().open();
		assertThat(connected.get().getSubprotocol()).isEqualTo("v12.stomp");
		connected.get().sendText(STOMP_CONNECT, true).get();
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> this.client.messages.stream().anyMatch((message) -> message.startsWith("CONNECTED")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/handler", "/endpoint", "/stomp", "/sockjs/0/a/websocket", "/nowhere" })
	void handshakeIsAcceptedToSayWhyItIsRefused(String path) throws Exception {
		run("lifecycle.gate.max-wait=50ms");
		WebSocket webSocket = connect(path).get();
		assertThat(webSocket.getSubprotocol()).isEmpty();
		assertThat(closed()).isEqualTo("1011 Service startup incomplete");
		assertThat(this.client.messages).singleElement()
			.satisfies((message) -> assertThat(JsonPath.<String>read(message, "$.type")).isEqualTo("error"))
			.satisfies(
					(message) -> assertThat(JsonPath.<String>read(message, "$.code")).isEqualTo("STARTUP_INCOMPLETE"));
		assertThat(SESSIONS).isEmpty();
	}

	@Test
	void firstOfferedSubprotocolIsEchoed() throws Exception {
		run("lifecycle.gate.mode=reject");
		WebSocket webSocket = connect("/stomp", "v12.stomp", "v11.stomp").get();
		assertThat(webSocket.getSubprotocol()).isEqualTo("v12.stomp");
		assertThat(closed()).isEqualTo("1011 Service startup incomplete");
	}

	@Test
	void heldHandshakesAreRefusedAndToldBeforeServerStopsWhenStartupFails() throws Exception {
		run();
		CompletableFuture<WebSocket> connected = connect("/handler");
		awaitHeld(1);
		gate().fail();
		assertThat(gate().awaitAnswers(Duration.ofSeconds(60))).isTrue();
		Objects.requireNonNull(this.context).close();
		this.context = null;
		assertThat(connected).succeedsWithin(Duration.ofSeconds(60));
		assertThat(closed()).isEqualTo("1011 Service unavailable");
		assertThat(JsonPath.<String>read(this.client.messages.get(0), "$.code")).isEqualTo("SERVICE_UNAVAILABLE");
	}

	@Test
	void handshakeAndFramesAreExact() throws Exception {
		run("lifecycle.gate.mode=reject");
		try (Socket socket = send("GET /handler HTTP/1.1\r\n" + HANDSHAKE)) {
			String head = head(socket);
			assertThat(head).startsWith("HTTP/1.1 101")
				.containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
				.doesNotContainIgnoringCase("Sec-WebSocket-Protocol")
				.doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
			byte[] text = frame(socket, 0x81);
			assertThat(new String(text, StandardCharsets.UTF_8)).contains("STARTUP_INCOMPLETE");
			byte[] close = frame(socket, 0x88);
			assertThat(close).startsWith(1011 >> 8, 1011 & 0xff);
			assertThat(new String(close, 2, close.length - 2, StandardCharsets.UTF_8))
				.isEqualTo("Service startup incomplete");
		}
	}

	@Test
	void connectionIsClosedThoughClientDoesNotAnswer() throws Exception {
		run("lifecycle.gate.mode=reject");
		try (Socket socket = send("GET /handler HTTP/1.1\r\n" + HANDSHAKE)) {
			socket.setSoTimeout(60_000);
			assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
		}
	}

	@Test
	void invalidHandshakeIsRejected() throws Exception {
		run("lifecycle.gate.mode=reject");
		assertThat(status("POST", HANDSHAKE + "Content-Length: 0\r\n")).startsWith("HTTP/1.1 405");
		assertThat(status("GET", HANDSHAKE.replace(", Upgrade", ""))).startsWith("HTTP/1.1 400");
		assertThat(status("GET", HANDSHAKE.replaceAll("Sec-WebSocket-Key.*?\r\n", ""))).startsWith("HTTP/1.1 400");
		assertThat(status("GET", HANDSHAKE.replace("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="))).startsWith("HTTP/1.1 400");
		assertThat(status("GET", HANDSHAKE.replace("Version: 13", "Version: 8"))).startsWith("HTTP/1.1 426")
			.containsIgnoringCase("Sec-WebSocket-Version: 13");
	}

	@Test
	void informationOfSockJsIsRefusedPlainly() throws Exception {
		run("lifecycle.gate.mode=reject");
		URI uri = URI.create("http://localhost:" + port() + "/sockjs/info");
		assertThat(this.http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode())
			.isEqualTo(503);
	}

	@Test
	void handshakeIsRefusedPlainlyWithoutSupportOfServer() throws Exception {
		run("lifecycle.gate.mode=reject",
				"spring.autoconfigure.exclude="
						+ excluded(otherServer(), ServiceLifecycleAutoConfiguration.class.getName(),
								ServiceLifecycleWebSocketAutoConfiguration.class.getName()));
		try (Socket socket = send("GET /handler HTTP/1.1\r\n" + HANDSHAKE)) {
			assertThat(head(socket)).startsWith("HTTP/1.1 503").contains("application/problem+json");
		}
	}

	@Test
	void handlerOfClientThatWentAwayIsNotCalled() throws Exception {
		run("lifecycle.gate.max-held=1");
		Socket socket = send("GET /handler HTTP/1.1\r\n" + HANDSHAKE);
		awaitHeld(1);
		socket.close();
		gate().recheck();
		awaitHeld(0);
		gate().open();
		connect("/endpoint").get().sendText("hello", true).get();
		await().atMost(60, TimeUnit.SECONDS).until(() -> this.client.messages, List.of("hello")::equals);
		assertThat(SESSIONS).containsExactly("endpoint");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/handler", "/endpoint", "/stomp" })
	void openSessionIsClosedBeforeServerStops(String path) throws Exception {
		run("spring.lifecycle.timeout-per-shutdown-phase=10m");
		ConfigurableApplicationContext context = Objects.requireNonNull(this.context);
		gate().open();
		connect(path).get().sendText(path.equals("/stomp") ? STOMP_CONNECT : "hello", true).get();
		await().atMost(60, TimeUnit.SECONDS).until(() -> !this.client.messages.isEmpty());
		CompletableFuture<String> beforeServerStop = new CompletableFuture<>();
		context.getBean(BeforeServerStop.class).observer = () -> beforeServerStop
			.complete(this.client.closed.completeOnTimeout("nothing", 10, TimeUnit.SECONDS).join());
		context.close();
		this.context = null;
		assertThat(closed()).startsWith("1001 ");
		assertThat(beforeServerStop.get()).startsWith("1001 ");
	}

	private void run(String... properties) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"spring.autoconfigure.exclude="
							+ excluded(otherServer(), ServiceLifecycleAutoConfiguration.class.getName()))
			.properties(properties)
			.run();
	}

	private static String excluded(String... names) {
		return String.join(",", names);
	}

	private TrafficGate gate() {
		return Objects.requireNonNull(this.context).getBean(TrafficGate.class);
	}

	private void awaitHeld(int count) {
		await().atMost(60, TimeUnit.SECONDS).until(() -> gate().waiting() == count);
	}

	private int port() {
		return Integer
			.parseInt(Objects.requireNonNull(this.context).getEnvironment().getRequiredProperty("local.server.port"));
	}

	private CompletableFuture<WebSocket> connect(String path, String... subprotocols) {
		WebSocket.Builder builder = this.http.newWebSocketBuilder();
		if (subprotocols.length > 0) {
			builder.subprotocols(subprotocols[0], Stream.of(subprotocols).skip(1).toArray(String[]::new));
		}
		return builder.buildAsync(URI.create("ws://127.0.0.1:" + port() + path), this.client);
	}

	private String closed() throws Exception {
		return this.client.closed.get(60, TimeUnit.SECONDS);
	}

	private Socket send(String request) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
		socket.getOutputStream().write((request + "Host: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private String status(String method, String headers) throws IOException {
		try (Socket socket = send(method + " /handler HTTP/1.1\r\n" + headers)) {
			return head(socket);
		}
	}

	private static String head(Socket socket) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) socket.getInputStream().read());
		}
		return head.toString();
	}

	private static byte[] frame(Socket socket, int header) throws IOException {
		assertThat(socket.getInputStream().read()).isEqualTo(header);
		int length = socket.getInputStream().read();
		if (length == 126) {
			length = socket.getInputStream().read() << 8 | socket.getInputStream().read();
		}
		return socket.getInputStream().readNBytes(length);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocket
	@EnableWebSocketMessageBroker
	static class Application implements WebSocketConfigurer, WebSocketMessageBrokerConfigurer {

		@Bean
		TrafficGate trafficGate() {
			return new TrafficGate();
		}

		@Bean
		BeforeServerStop beforeServerStop() {
			return new BeforeServerStop();
		}

		@Bean
		ServerEndpointExporter serverEndpointExporter() {
			ServerEndpointExporter exporter = new ServerEndpointExporter();
			exporter.setAnnotatedEndpointClasses(EchoEndpoint.class);
			return exporter;
		}

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new EchoHandler(), "/handler").setHandshakeHandler(handshakeHandler());
			registry.addHandler(new EchoHandler(), "/sockjs").setHandshakeHandler(handshakeHandler()).withSockJS();
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp").setHandshakeHandler(handshakeHandler());
		}

		// Spring's own picks the server by what is on the class path.
		private static HandshakeHandler handshakeHandler() {
			return new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy());
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
		}

	}

	/**
	 * Stops between the graceful shutdown of the web server and its end.
	 */
	static class BeforeServerStop implements SmartLifecycle {

		private volatile Runnable observer = () -> {
		};

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.observer.run();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;
		}

	}

	static class EchoHandler extends TextWebSocketHandler {

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			SESSIONS.add("handler");
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
			session.sendMessage(message);
		}

	}

	/**
	 * Public because servers demand it.
	 */
	@ServerEndpoint("/endpoint")
	public static class EchoEndpoint {

		@OnOpen
		public void opened() {
			SESSIONS.add("endpoint");
		}

		@OnMessage
		public String echo(String message) {
			return message;
		}

	}

}
