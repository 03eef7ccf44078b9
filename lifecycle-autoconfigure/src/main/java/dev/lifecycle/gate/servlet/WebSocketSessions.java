package dev.lifecycle.gate.servlet;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.ServletContext;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.eclipse.jetty.ee11.websocket.jakarta.server.JakartaWebSocketServerContainer;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.websocket.api.Callback;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.ClassUtils;

/**
 * Closes the WebSocket sessions of an application when its web server begins to shut
 * down, so that clients know early that they have to go elsewhere.
 *
 * @since 0.1.0
 */
public final class WebSocketSessions implements SmartLifecycle {

	private static final int GOING_AWAY = CloseCodes.GOING_AWAY.getCode();

	private static final String REASON = "Going away";

	private static final long PATIENCE_MILLIS = 2000;

	private static final Log logger = LogFactory.getLog(WebSocketSessions.class);

	private final ServletContext servletContext;

	private volatile boolean running;

	/**
	 * Create a lifecycle.
	 * @param servletContext the servlet context of the application
	 */
	public WebSocketSessions(ServletContext servletContext) {
		this.servletContext = servletContext;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public void stop(Runnable callback) {
		this.running = false;
		CompletableFuture<Void> closed = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				close();
			}
			catch (RuntimeException ex) {
				logger.warn("Some WebSocket sessions could not be closed", ex);
			}
			finally {
				closed.complete(null);
			}
		}, "web-socket-shutdown");
		thread.setDaemon(true);
		thread.start();
		closed.completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS).thenRun(callback);
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	private void close() {
		Object container = this.servletContext.getAttribute(ServerContainer.class.getName());
		ClassLoader classLoader = getClass().getClassLoader();
		if (ClassUtils.isPresent("org.apache.tomcat.websocket.server.WsServerContainer", classLoader)) {
			Tomcat.close(container);
		}
		if (ClassUtils.isPresent("org.eclipse.jetty.ee11.websocket.jakarta.server.JakartaWebSocketServerContainer",
				classLoader)) {
			Jetty.close(container);
		}
		if (ClassUtils.isPresent("org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer",
				classLoader)) {
			JettyNative.close(this.servletContext);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

	private static final class Tomcat {

		// Tomcat tells nobody which sessions there are, but closes them when asked to.
		static void close(Object container) {
			if (container instanceof WsServerContainer tomcat) {
				tomcat.destroy();
			}
		}

	}

	private static final class Jetty {

		static void close(Object container) {
			if (container instanceof JakartaWebSocketServerContainer jetty) {
				closeAll(jetty.getOpenSessions());
			}
		}

		private static void closeAll(Set<Session> sessions) {
			for (Session session : sessions) {
				try {
					session.close(new CloseReason(CloseCodes.GOING_AWAY, REASON));
				}
				catch (IOException ex) {
					logger.debug("A WebSocket client is gone", ex);
				}
			}
		}

	}

	private static final class JettyNative {

		static void close(ServletContext servletContext) {
			JettyWebSocketServerContainer jetty = JettyWebSocketServerContainer.getContainer(servletContext);
			if (jetty != null) {
				jetty.getOpenSessions().forEach((session) -> session.close(GOING_AWAY, REASON, Callback.NOOP));
			}
		}

	}

}
