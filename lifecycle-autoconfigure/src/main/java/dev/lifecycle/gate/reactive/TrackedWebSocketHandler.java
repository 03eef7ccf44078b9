package dev.lifecycle.gate.reactive;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * Tells {@link WebSocketSessions} of the sessions of a handler.
 */
final class TrackedWebSocketHandler implements WebSocketHandler {

	private final WebSocketHandler handler;

	private final WebSocketSessions sessions;

	private final @Nullable Connection connection;

	TrackedWebSocketHandler(WebSocketHandler handler, WebSocketSessions sessions, @Nullable Connection connection) {
		this.handler = handler;
		this.sessions = sessions;
		this.connection = connection;
	}

	@Override
	public List<String> getSubProtocols() {
		return this.handler.getSubProtocols();
	}

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		OpenSession open = new OpenSession(session, this.connection);
		this.sessions.opened(open);
		// A handler may go on after its session is closed.
		session.closeStatus().onErrorComplete().doFinally((signal) -> this.sessions.closed(open)).subscribe();
		return this.handler.handle(session).doFinally((signal) -> this.sessions.closed(open));
	}

	@Override
	public String toString() {
		return this.handler.toString();
	}

}
