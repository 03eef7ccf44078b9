package dev.lifecycle.autoconfigure;

import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Remembers what it was told and how the conversation ended.
 */
final class WebSocketClient implements WebSocket.Listener {

	final List<String> messages = new CopyOnWriteArrayList<>();

	final CompletableFuture<String> closed = new CompletableFuture<>();

	private final StringBuilder message = new StringBuilder();

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.message.append(data);
		if (last) {
			this.messages.add(this.message.toString());
			this.message.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closed.complete(statusCode + " " + reason);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closed.completeExceptionally(error);
	}

}
