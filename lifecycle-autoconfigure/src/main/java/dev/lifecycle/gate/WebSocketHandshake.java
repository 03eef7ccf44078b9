package dev.lifecycle.gate;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.gate.TrafficGate.State;

/**
 * An early request that wants to become a WebSocket (RFC 6455). It is refused in the only
 * way a browser lets its page know why: accepted, told, and closed.
 *
 * @param request the request
 * @since 0.1.0
 */
public record WebSocketHandshake(EarlyRequest request) {

	/**
	 * Status code of the close frame, which stands for a condition that kept the server
	 * from fulfilling the request.
	 */
	public static final int CLOSE_CODE = 1011;

	/**
	 * Reason in the close frame.
	 */
	public static final String CLOSE_REASON = "Service startup incomplete";

	private static final String CLOSE_REASON_AFTER_FAILURE = "Service unavailable";

	private static final String VERSION = "13";

	private static final int KEY_LENGTH = 16;

	/**
	 * Return whether a request wants to become a WebSocket.
	 * @param request the request
	 * @return {@code true} if it asks for the upgrade, correctly or not
	 */
	public static boolean isRequested(EarlyRequest request) {
		return "websocket".equalsIgnoreCase(request.header("Upgrade"));
	}

	/**
	 * Return the reason in the close frame.
	 * @param state the state of the gate
	 * @return {@link #CLOSE_REASON}, or another one after a failed start-up
	 */
	public static String closeReason(State state) {
		return (state == State.FAILED) ? CLOSE_REASON_AFTER_FAILURE : CLOSE_REASON;
	}

	/**
	 * Return what is wrong with the handshake, as the server would say it.
	 * @return the refusal, or {@code null} if it can be accepted
	 */
	public @Nullable Refusal rejection() {
		if (!"GET".equals(this.request.method())) {
			return rejection(405, "Allow", "GET");
		}
		if (!isUpgrade(this.request.header("Connection")) || !isKey(this.request.header("Sec-WebSocket-Key"))) {
			return rejection(400, "Connection", "close");
		}
		if (!VERSION.equals(this.request.header("Sec-WebSocket-Version"))) {
			return rejection(426, "Sec-WebSocket-Version", VERSION);
		}
		return null;
	}

	private static Refusal rejection(int status, String header, String value) {
		return new Refusal(status, Map.of("Cache-Control", "no-store", header, value), new byte[0]);
	}

	private static boolean isUpgrade(@Nullable String connection) {
		return connection != null
				&& Arrays.stream(connection.split(",")).map(String::trim).anyMatch("upgrade"::equalsIgnoreCase);
	}

	private static boolean isKey(@Nullable String key) {
		try {
			return key != null && Base64.getDecoder().decode(key.trim()).length == KEY_LENGTH;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Return the subprotocol to agree on, without which a browser would fail the
	 * connection before it reads anything.
	 * @return the first one that was offered, or {@code null} if none was
	 */
	public @Nullable String subprotocol() {
		String offered = this.request.header("Sec-WebSocket-Protocol");
		if (offered == null) {
			return null;
		}
		String first = offered.split(",", 2)[0].trim();
		return first.isEmpty() ? null : first;
	}

}
