package dev.lifecycle.gate.servlet;

import java.util.function.BooleanSupplier;

import jakarta.servlet.ServletRequest;

/**
 * Tells whether the client of a request is still there. Servlets have no means for that,
 * so the server puts one into the request.
 *
 * @since 0.1.0
 */
public final class ClientConnection {

	/**
	 * Name of the request attribute with a {@link BooleanSupplier}, which is called on
	 * the thread that handles the request.
	 */
	public static final String ATTRIBUTE = ClientConnection.class.getName();

	private ClientConnection() {
	}

	/**
	 * Return whether the client may still read an answer.
	 * @param request the request
	 * @return {@code false} if the connection is closed
	 */
	public static boolean isOpen(ServletRequest request) {
		return !(request.getAttribute(ATTRIBUTE) instanceof BooleanSupplier connection) || connection.getAsBoolean();
	}

}
