package dev.lifecycle.gate.servlet;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import org.jspecify.annotations.Nullable;

import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.TrafficGate.State;
import dev.lifecycle.gate.WebSocketHandshake;

/**
 * Completes handshakes through the Jakarta WebSocket API of the server.
 *
 * @since 0.1.0
 */
public final class StandardHandshakeRefusal implements HandshakeRefusal {

	private static final String CONTAINER = ServerContainer.class.getName();

	// Tomcat gives clients 50 ms to take a close frame, and 30 s to answer it.
	private static final Map<String, Object> TIME_LIMITS = Map.of(
			"org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT", RefusingEndpoint.PATIENCE.toMillis(),
			"org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", RefusingEndpoint.PATIENCE.toMillis());

	private final TrafficGate gate;

	/**
	 * Create a refusal.
	 * @param gate the gate that refuses, which waits for the answers
	 */
	public StandardHandshakeRefusal(TrafficGate gate) {
		this.gate = gate;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public boolean refuse(WebSocketHandshake handshake, State state, String message, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		if (!(request.getServletContext().getAttribute(CONTAINER) instanceof ServerContainer container)) {
			return false;
		}
		CloseReason reason = new CloseReason(CloseCodes.getCloseCode(WebSocketHandshake.CLOSE_CODE),
				WebSocketHandshake.closeReason(state));
		RefusingEndpoint endpoint = new RefusingEndpoint(message, reason);
		ServerEndpointConfig config = ServerEndpointConfig.Builder.create(RefusingEndpoint.class, "/")
			.configurator(new RefusingConfigurator(endpoint, handshake.subprotocol()))
			.build();
		config.getUserProperties().putAll(TIME_LIMITS);
		upgrade(container, config, request, response);
		this.gate.requestHeld();
		endpoint.told().thenRun(this.gate::requestAnswered);
		return true;
	}

	private static void upgrade(ServerContainer container, ServerEndpointConfig config, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		try {
			container.upgradeHttpToWebSocket(request, response, config, Map.of());
		}
		catch (DeploymentException ex) {
			throw new IOException(ex);
		}
	}

	private static final class RefusingConfigurator extends Configurator {

		private final RefusingEndpoint endpoint;

		private final @Nullable String subprotocol;

		RefusingConfigurator(RefusingEndpoint endpoint, @Nullable String subprotocol) {
			this.endpoint = endpoint;
			this.subprotocol = subprotocol;
		}

		@Override
		public <T> T getEndpointInstance(Class<T> type) {
			return type.cast(this.endpoint);
		}

		@Override
		public boolean checkOrigin(@Nullable String origin) {
			return true;
		}

		@Override
		public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
			return (this.subprotocol != null) ? this.subprotocol : "";
		}

		@Override
		public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
			return List.of();
		}

	}

}
