package dev.lifecycle.gate.reactive;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.reactive.socket.server.WebSocketService;
import reactor.core.publisher.Mono;

/**
 * Closes the WebSocket sessions of an application when its web server begins to shut
 * down. The server would wait for them as for any other request, and they have no end.
 *
 * @since 0.1.0
 */
public final class WebSocketSessions implements SmartLifecycle {

	private final Set<OpenSession> sessions = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	private volatile boolean closing;

	/**
	 * Return a service that lets its sessions be closed from here.
	 * @param service the service that handles the sessions
	 * @return a service that does the same
	 */
	public WebSocketService track(WebSocketService service) {
		return (exchange, handler) -> service.handleRequest(exchange,
				new TrackedWebSocketHandler(handler, this, Connections.of(exchange.getRequest())));
	}

	void opened(OpenSession session) {
		this.sessions.add(session);
		if (this.closing) {
			session.close().subscribe();
		}
	}

	void closed(OpenSession session) {
		this.sessions.remove(session);
	}

	@Override
	public void start() {
		this.closing = false;
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		this.closing = true;
		this.running = false;
		List<Mono<Void>> closures = this.sessions.stream().map(OpenSession::close).toList();
		Mono.when(closures).doFinally((signal) -> callback.run()).subscribe();
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

}
