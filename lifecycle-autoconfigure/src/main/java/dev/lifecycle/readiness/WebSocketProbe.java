package dev.lifecycle.readiness;

import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;
import dev.lifecycle.text.Texts;

/**
 * Opens a WebSocket, exchanges a message if there is one, and closes it.
 */
final class WebSocketProbe implements RemoteProbe, AutoCloseable {

	private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

	private final WebSocketCheck check;

	private final Peer peer;

	private final Duration timeout;

	private final ProbeHttpClient client = new ProbeHttpClient();

	WebSocketProbe(WebSocketCheck check, Duration timeout) {
		this.check = check;
		this.peer = Peer.of(check.url());
		this.timeout = timeout;
	}

	@Override
	public String remote() {
		return this.peer.url();
	}

	@Override
	public ReadinessResult check() throws InterruptedException {
		WebSocketConversation conversation = new WebSocketConversation(this.check.expect());
		CompletableFuture<WebSocket> handshake = handshake(conversation);
		long begin = System.nanoTime();
		try {
			WebSocket socket = get(handshake, begin, this.timeout.plus(NetworkFailures.GRACE));
			return talk(socket, conversation, begin);
		}
		catch (TimeoutException ex) {
			return NetworkFailures.noAnswer(this.peer, this.timeout);
		}
		catch (ExecutionException ex) {
			return (ex.getCause() instanceof WebSocketHandshakeException refused) ? refused(refused)
					: NetworkFailures.describe(ex, this.peer, this.timeout);
		}
		finally {
			conversation.end();
		}
	}

	private CompletableFuture<WebSocket> handshake(WebSocketConversation conversation) {
		WebSocket.Builder builder = this.client.get().newWebSocketBuilder();
		String authorization = Peer.authorization(this.check.url());
		if (authorization != null) {
			builder.header("Authorization", authorization);
		}
		return builder.connectTimeout(this.timeout).buildAsync(Peer.withoutCredentials(this.check.url()), conversation);
	}

	private ReadinessResult talk(WebSocket socket, WebSocketConversation conversation, long begin)
			throws InterruptedException, ExecutionException, TimeoutException {
		String message = this.check.send();
		if (message == null && this.check.expect() == null) {
			return close(socket, conversation, begin);
		}
		if (message != null) {
			conversation.send(socket, message);
		}
		try {
			Optional<WebSocketConversation.Close> closed = get(conversation.answer(), begin, this.timeout);
			if (closed.isPresent()) {
				return closed(closed.get());
			}
		}
		catch (TimeoutException ex) {
			return unexpected(conversation);
		}
		close(socket, conversation, begin);
		return ReadinessResult.ready();
	}

	// A server may accept and refuse at once by closing; that arrives before it answers
	// our closing.
	private ReadinessResult close(WebSocket socket, WebSocketConversation conversation, long begin)
			throws InterruptedException, ExecutionException {
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally((failure) -> socket);
		Duration limit = Duration.ofNanos(System.nanoTime() - begin).plus(LONGEST_CLOSE);
		try {
			WebSocketConversation.Close closed = get(conversation.closed(), begin,
					(limit.compareTo(this.timeout) < 0) ? limit : this.timeout);
			return closed.isNormal() ? ReadinessResult.ready() : closed(closed);
		}
		catch (TimeoutException ex) {
			return ReadinessResult.ready();
		}
	}

	private <T> T get(CompletableFuture<T> future, long begin, Duration limit)
			throws InterruptedException, ExecutionException, TimeoutException {
		return future.get(limit.toNanos() - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
	}

	private ReadinessResult closed(WebSocketConversation.Close closed) {
		String reason = closed.reason().isEmpty() ? "" : " " + NetworkFailures.quote(closed.reason());
		return ReadinessResult.notReady(this.peer.url() + " closed the connection with " + closed.code() + reason);
	}

	private ReadinessResult refused(WebSocketHandshakeException refused) {
		return ReadinessResult.notReady("handshake refused by " + this.peer.url() + ": "
				+ ((refused.getResponse() != null) ? "status " + refused.getResponse().statusCode() : "no WebSocket"));
	}

	private ReadinessResult unexpected(WebSocketConversation conversation) {
		String expected = (this.check.expect() != null) ? NetworkFailures.quote(this.check.expect()) : "a message";
		String last = conversation.last();
		return ReadinessResult.notReady(this.peer.url() + " did not send " + expected + " within "
				+ Texts.duration(this.timeout) + ((last != null) ? ", but " + NetworkFailures.quote(last) : ""));
	}

	@Override
	public void close() {
		this.client.close();
	}

}
