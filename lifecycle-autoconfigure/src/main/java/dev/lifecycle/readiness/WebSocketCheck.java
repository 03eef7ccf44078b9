package dev.lifecycle.readiness;

import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that opens a WebSocket and closes it normally.
 *
 * @param url the URL; credentials in it are sent, and shown nowhere
 * @param send a text message to send; {@code null} for none
 * @param expect the text message that has to come; {@code null} for any if there is one
 * to send
 * @since 0.1.0
 */
public record WebSocketCheck(URI url, @Nullable String send, @Nullable String expect) implements ProbeFactory {

	/**
	 * Create a new check.
	 * @throws IllegalArgumentException if the URL cannot be used; says what to write
	 */
	public WebSocketCheck {
		Peer.require(url, "websocket", List.of("ws", "wss"));
	}

	@Override
	public String defaultName() {
		return "websocket";
	}

	@Override
	public boolean needsBeans() {
		return false;
	}

	@Override
	public boolean keepsTimeLimit() {
		return true;
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		return new WebSocketProbe(this, context.timeout());
	}

	@Override
	public String toString() {
		return "WebSocketCheck[url=" + Peer.of(this.url).url() + ", expect=" + this.expect + "]";
	}

}
