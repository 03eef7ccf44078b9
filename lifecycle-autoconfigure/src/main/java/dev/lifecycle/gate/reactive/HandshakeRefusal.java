package dev.lifecycle.gate.reactive;

import java.time.Duration;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import dev.lifecycle.gate.TrafficGate.State;
import dev.lifecycle.gate.WebSocketHandshake;

/**
 * Completes WebSocket handshakes in place of the application, to say that they cannot be
 * served. Needs Reactor Netty.
 */
final class HandshakeRefusal {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private HandshakeRefusal() {
	}

	/**
	 * Accept a valid handshake, send a message and close the connection.
	 * @param exchange the exchange of the handshake
	 * @param handshake the handshake
	 * @param state the state of the gate
	 * @param message the message for the client
	 * @return completes when the message has been sent, or the client is gone
	 */
	static Mono<Void> refuse(ServerWebExchange exchange, WebSocketHandshake handshake, State state, String message) {
		ServerHttpRequest request = exchange.getRequest();
		String subprotocol = handshake.subprotocol();
		CloseStatus status = new CloseStatus(WebSocketHandshake.CLOSE_CODE, WebSocketHandshake.closeReason(state));
		Sinks.Empty<Void> told = Sinks.empty();
		return new ReactorNettyRequestUpgradeStrategy()
			.upgrade(exchange,
					(session) -> tell(session, message, status).timeout(PATIENCE)
						.doFinally((signal) -> told.tryEmitEmpty()),
					subprotocol,
					() -> new HandshakeInfo(request.getURI(), request.getHeaders(), Mono.empty(), subprotocol))
			.then(told.asMono());
	}

	private static Mono<Void> tell(WebSocketSession session, String message, CloseStatus status) {
		return session.send(Mono.just(session.textMessage(message))).then(session.close(status));
	}

}
