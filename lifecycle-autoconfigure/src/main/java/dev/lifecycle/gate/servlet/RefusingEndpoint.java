package dev.lifecycle.gate.servlet;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Sends one message and closes the session. Public because servers demand it.
 *
 * @since 0.1.0
 */
public final class RefusingEndpoint extends Endpoint {

	static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(RefusingEndpoint.class);

	// Tomcat never hangs up on a client that does not answer the close frame if the
	// session is closed before the server has noted that it is open.
	private static final Executor LATER = CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

	private final String message;

	private final CloseReason reason;

	private final CompletableFuture<Void> told = new CompletableFuture<>();

	RefusingEndpoint(String message, CloseReason reason) {
		this.message = message;
		this.reason = reason;
	}

	/**
	 * Return when the client has been told.
	 * @return completes, also if the client does not read or is gone
	 */
	CompletableFuture<Void> told() {
		return this.told.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void onOpen(Session session, EndpointConfig config) {
		session.setMaxIdleTimeout(PATIENCE.toMillis());
		session.getAsyncRemote().setSendTimeout(PATIENCE.toMillis());
		session.getAsyncRemote().sendText(this.message, (result) -> LATER.execute(() -> close(session)));
	}

	private void close(Session session) {
		try {
			if (session.isOpen() && !session.getOpenSessions().contains(session)) {
				LATER.execute(() -> close(session));
				return;
			}
			session.close(this.reason);
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("The client of a refused handshake is gone", ex);
			this.told.complete(null);
		}
	}

	@Override
	public void onClose(Session session, CloseReason reason) {
		this.told.complete(null);
	}

	@Override
	public void onError(Session session, Throwable failure) {
		logger.debug("The client of a refused handshake could not be told", failure);
	}

}
