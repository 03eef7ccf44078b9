package dev.lifecycle.autoconfigure;

import java.net.Socket;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the gate and WebSockets on Reactor Netty.
 */
@Timeout(120)
class ReactiveWebSocketGateTests {

	private static final String HANDSHAKE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

	private final WebSocketClient client = new WebSocketClient();

	private @Nullable ReactiveApplication application;

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
	}

	@Test
	void heldHandshakeIsCompletedByApplication() throws Exception {
		ReactiveApplication application = run();
		CompletableFuture<WebSocket> connected = application.connect("/echo", this.client, "chat");
		application.awaitHeld(1);
		application.gate().open();
		WebSocket webSocket = connected.get();
		assertThat(webSocket.getSubprotocol()).isEqualTo("chat");
		webSocket.sendText("hello", true).get();
		await().atMost(60, TimeUnit.SECONDS).until(() -> this.client.messages, List.of("hello")::equals);
		webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
	}

	@Test
	void handshakeIsAcceptedToSayWhyItIsRefused() throws Exception {
		ReactiveApplication application = run("lifecycle.gate.max-wait=10ms");
		WebSocket webSocket = application.connect("/echo", this.client).get();
		assertThat(this.client.closed.get(60, TimeUnit.SECONDS)).isEqualTo("1011 Service startup incomplete");
		assertThat(webSocket.getSubprotocol()).isEmpty();
		assertThat(this.client.messages).hasSize(1);
		assertThat(JsonPath.<Map<String, Object>>read(this.client.messages.get(0), "$")).containsEntry("type", "error")
			.containsEntry("code", "STARTUP_INCOMPLETE");
		assertThat(handler(application).sessions).isEmpty();
	}

	@Test
	void heldHandshakeIsRefusedWhenStartupFails() throws Exception {
		ReactiveApplication application = run();
		CompletableFuture<WebSocket> connected = application.connect("/echo", this.client);
		application.awaitHeld(1);
		application.gate().fail();
		connected.get();
		assertThat(this.client.closed.get(60, TimeUnit.SECONDS)).isEqualTo("1011 Service unavailable");
		assertThat(JsonPath.<String>read(this.client.messages.get(0), "$.code")).isEqualTo("SERVICE_UNAVAILABLE");
		assertThat(application.gate().awaitAnswers(Duration.ofSeconds(60))).isTrue();
	}

	@Test
	void firstOfferedSubprotocolIsEchoed() throws Exception {
		ReactiveApplication application = run("lifecycle.gate.mode=reject");
		WebSocket webSocket = application.connect("/echo", this.client, "v2.chat", "chat").get();
		assertThat(webSocket.getSubprotocol()).isEqualTo("v2.chat");
		assertThat(this.client.closed.get(60, TimeUnit.SECONDS)).startsWith("1011 ");
	}

	@Test
	void subprotocolIsNotSentIfNoneWasOffered() {
		String response = run("lifecycle.gate.mode=reject").exchangeRaw("GET /echo HTTP/1.1\r\n" + HANDSHAKE);
		assertThat(response).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("sec-websocket-protocol");
	}

	@Test
	void handshakeOfUnmappedPathIsRefusedAlike() throws Exception {
		run("lifecycle.gate.mode=reject").connect("/nowhere", this.client).get();
		assertThat(this.client.closed.get(60, TimeUnit.SECONDS)).isEqualTo("1011 Service startup incomplete");
	}

	@Test
	void invalidHandshakeIsRejected() {
		ReactiveApplication application = run("lifecycle.gate.mode=reject");
		assertThat(application.exchange("POST /echo HTTP/1.1\r\nContent-Length: 0\r\n" + HANDSHAKE))
			.startsWith("HTTP/1.1 405 ");
		assertThat(application.exchange("GET /echo HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"))
			.startsWith("HTTP/1.1 400 ");
		assertThat(application
			.exchangeRaw("GET /echo HTTP/1.1\r\n" + HANDSHAKE.replace("dGhlIHNhbXBsZSBub25jZQ==", "short")))
			.startsWith("HTTP/1.1 400 ");
		assertThat(application.exchange("GET /echo HTTP/1.1\r\n" + HANDSHAKE.replace("Version: 13", "Version: 8")))
			.startsWith("HTTP/1.1 426 ")
			.containsIgnoringCase("sec-websocket-version: 13");
	}

	@Test
	void clientThatGoesAwayDuringHandshakeFreesItsPlace() throws Exception {
		ReactiveApplication application = run("lifecycle.gate.max-held=1");
		Socket socket = application.open("GET /echo HTTP/1.1\r\n" + HANDSHAKE);
		application.awaitHeld(1);
		socket.close();
		application.awaitHeld(0);
		application.gate().open();
		application.connect("/echo", this.client).get().sendText("hello", true).get();
		await().atMost(60, TimeUnit.SECONDS).until(() -> this.client.messages, List.of("hello")::equals);
		assertThat(handler(application).sessions).hasSize(1);
	}

	@Test
	void openSessionsAreClosedOnShutdown() throws Exception {
		ReactiveApplication application = run("spring.lifecycle.timeout-per-shutdown-phase=10m");
		application.gate().open();
		application.connect("/echo", this.client).get();
		WebSocketClient silent = new WebSocketClient();
		application.connect("/silent", silent).get();
		application.context().close();
		assertThat(this.client.closed.get(60, TimeUnit.SECONDS)).startsWith("1001 ");
		assertThat(silent.closed.get(60, TimeUnit.SECONDS)).startsWith("1001 ");
	}

	@Test
	void clientThatDoesNotReadDoesNotDelayShutdown() throws Exception {
		ReactiveApplication application = run("spring.lifecycle.timeout-per-shutdown-phase=10m");
		application.gate().open();
		try (Socket socket = application.open("GET /flood HTTP/1.1\r\n" + HANDSHAKE)) {
			await().atMost(60, TimeUnit.SECONDS).until(() -> socket.getInputStream().available() > 100_000);
			application.context().close();
			assertThat(application.context().isRunning()).isFalse();
		}
	}

	@Test
	void openSessionsAreLeftAloneIfConfigured() throws Exception {
		ReactiveApplication application = run("lifecycle.shutdown.close-web-sockets=false",
				"spring.lifecycle.timeout-per-shutdown-phase=100ms");
		application.gate().open();
		application.connect("/echo", this.client).get();
		application.context().close();
		assertThat(this.client.closed.get(60, TimeUnit.SECONDS)).doesNotStartWith("1001");
	}

	private ReactiveApplication run(String... properties) {
		ReactiveApplication application = new ReactiveApplication(Application.class, properties);
		this.application = application;
		return application;
	}

	private Echo handler(ReactiveApplication application) {
		return application.context().getBean(Echo.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		TrafficGate trafficGate() {
			return new TrafficGate();
		}

		@Bean
		Echo echo() {
			return new Echo();
		}

		@Bean
		HandlerMapping webSocketMapping(Echo echo) {
			WebSocketHandler silent = (session) -> Mono.never();
			WebSocketHandler flood = (session) -> session
				.send(Flux.range(0, Integer.MAX_VALUE).map((i) -> session.textMessage("x".repeat(10_000))));
			return new SimpleUrlHandlerMapping(Map.of("/echo", echo, "/silent", silent, "/flood", flood), -1);
		}

		// Spring's own picks the server by what is on the class path.
		@Bean
		WebSocketHandlerAdapter nettyWebSocketHandlerAdapter() {
			WebSocketService service = new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy());
			WebSocketHandlerAdapter adapter = new WebSocketHandlerAdapter(service);
			adapter.setOrder(1);
			return adapter;
		}

	}

	static class Echo implements WebSocketHandler {

		final List<String> sessions = new CopyOnWriteArrayList<>();

		@Override
		public List<String> getSubProtocols() {
			return List.of("chat");
		}

		@Override
		public Mono<Void> handle(WebSocketSession session) {
			this.sessions.add(session.getId());
			return session.send(session.receive().map((message) -> session.textMessage(message.getPayloadAsText())));
		}

	}

}
