package dev.lifecycle.gate.servlet;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import dev.lifecycle.gate.TrafficGate.State;
import dev.lifecycle.gate.WebSocketHandshake;

/**
 * Completes a WebSocket handshake in place of the application, to say that it cannot be
 * served.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HandshakeRefusal {

	/**
	 * Accept a valid handshake, send a message and close the connection.
	 * @param handshake the handshake
	 * @param state the state of the gate
	 * @param message the message for the client
	 * @param request the request of the handshake
	 * @param response its response
	 * @return {@code false} if the server knows no WebSockets
	 * @throws IOException if the client is gone
	 */
	boolean refuse(WebSocketHandshake handshake, State state, String message, HttpServletRequest request,
			HttpServletResponse response) throws IOException;

}
