package dev.lifecycle.gate.reactive;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.FutureMono;

/**
 * A session that can be closed even if its client does not cooperate.
 */
final class OpenSession {

	private static final Log logger = LogFactory.getLog(OpenSession.class);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final WebSocketSession session;

	private final @Nullable Connection connection;

	OpenSession(WebSocketSession session, @Nullable Connection connection) {
		this.session = session;
		this.connection = connection;
	}

	/**
	 * Say good-bye, and hang up if it cannot be delivered.
	 * @return completes when the session is closed, without an error
	 */
	Mono<Void> close() {
		return this.session.close(CloseStatus.GOING_AWAY).timeout(PATIENCE).onErrorResume(this::hangUp);
	}

	private Mono<Void> hangUp(Throwable failure) {
		logger.debug("Session " + this.session.getId() + " could not be closed", failure);
		return (this.connection != null) ? FutureMono.deferFuture(this.connection.channel()::close) : Mono.empty();
	}

}
