package dev.lifecycle.readiness;

import java.net.http.WebSocket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What the other side of a WebSocket says, until it has said what is expected.
 */
final class WebSocketConversation implements WebSocket.Listener {

	private static final int LONGEST_MESSAGE = 64 * 1024;

	private final @Nullable String expected;

	private final CompletableFuture<Optional<Close>> answer = new CompletableFuture<>();

	private final CompletableFuture<Close> closed = new CompletableFuture<>();

	private final StringBuilder message = new StringBuilder();

	private volatile @Nullable String last;

	private volatile @Nullable WebSocket socket;

	private volatile boolean ended;

	WebSocketConversation(@Nullable String expected) {
		this.expected = expected;
	}

	/**
	 * Return what comes instead of nothing.
	 * @return completed with nothing when the expected message has come, or with how the
	 * other side closed before
	 */
	CompletableFuture<Optional<Close>> answer() {
		return this.answer;
	}

	CompletableFuture<Close> closed() {
		return this.closed;
	}

	/**
	 * Return the last message that was not expected.
	 * @return the message; {@code null} if there was none
	 */
	@Nullable String last() {
		return this.last;
	}

	void send(WebSocket socket, String text) {
		CompletableFuture<?> unused = socket.sendText(text, true).whenComplete((sent, failure) -> {
			if (failure != null) {
				this.answer.completeExceptionally(failure);
			}
		});
	}

	/**
	 * Cut the connection, even if it is only made later.
	 */
	void end() {
		this.ended = true;
		WebSocket socket = this.socket;
		if (socket != null) {
			socket.abort();
		}
	}

	@Override
	public void onOpen(WebSocket webSocket) {
		this.socket = webSocket;
		if (this.ended) {
			webSocket.abort();
			return;
		}
		webSocket.request(1);
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.message.append(data, 0, Math.min(data.length(), LONGEST_MESSAGE - this.message.length()));
		if (last) {
			completed(this.message.toString());
			this.message.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	private void completed(String text) {
		if (this.expected == null || this.expected.equals(text)) {
			this.answer.complete(Optional.empty());
			return;
		}
		this.last = text;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		Close close = new Close(statusCode, reason);
		this.closed.complete(close);
		this.answer.complete(Optional.of(close));
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.answer.completeExceptionally(error);
		this.closed.completeExceptionally(error);
	}

	/**
	 * How the other side closed.
	 *
	 * @param code the status code of RFC 6455
	 * @param reason the reason, which may be empty
	 */
	record Close(int code, String reason) {

		private static final int NO_STATUS = 1005;

		boolean isNormal() {
			return this.code == WebSocket.NORMAL_CLOSURE || this.code == NO_STATUS;
		}

	}

}
