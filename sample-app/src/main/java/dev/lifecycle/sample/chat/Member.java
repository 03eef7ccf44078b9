package dev.lifecycle.sample.chat;

import java.io.IOException;
import java.time.Instant;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;

/**
 * One open socket of a user. A socket that cannot be written to is given up silently: its
 * close event follows.
 */
final class Member {

	private static final Log logger = LogFactory.getLog(Member.class);

	private static final int SEND_TIME_LIMIT_MILLIS = 5_000;

	private static final int SEND_BUFFER_BYTES = 256 * 1024;

	private final WebSocketSession session;

	private final String user;

	private final Instant expiresAt;

	Member(WebSocketSession session, Jwt token) {
		this.session = new ConcurrentWebSocketSessionDecorator(session, SEND_TIME_LIMIT_MILLIS, SEND_BUFFER_BYTES);
		this.user = Objects.requireNonNull(token.getSubject());
		this.expiresAt = Objects.requireNonNull(token.getExpiresAt());
	}

	String user() {
		return this.user;
	}

	boolean isExpired(Instant now) {
		return now.isAfter(this.expiresAt);
	}

	void send(WebSocketMessage<?> message) {
		try {
			this.session.sendMessage(message);
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("Cannot write to the socket of " + user(), ex);
		}
	}

	void close(CloseStatus status) {
		try {
			this.session.close(status);
		}
		catch (IOException ex) {
			logger.debug("Cannot close the socket of " + user(), ex);
		}
	}

}
