package dev.lifecycle.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A browser's side of a chat socket.
 */
final class ChatClient implements WebSocket.Listener, AutoCloseable {

	private static final JsonMapper json = JsonMapper.shared();

	private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final StringBuilder frames = new StringBuilder();

	private final WebSocket socket;

	ChatClient(int port, String... protocols) throws Throwable {
		WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
		if (protocols.length > 0) {
			String[] others = Arrays.copyOfRange(protocols, 1, protocols.length);
			builder.subprotocols(protocols[0], others);
		}
		try {
			this.socket = builder.buildAsync(URI.create("ws://localhost:" + port + "/ws/chat"), this).join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	String protocol() {
		return this.socket.getSubprotocol();
	}

	void say(String text) {
		send(json.createObjectNode().put("text", text).toString());
	}

	void send(String frame) {
		this.socket.sendText(frame, true).join();
	}

	JsonNode await(Predicate<JsonNode> expected) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (true) {
			JsonNode event = this.events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (event == null) {
				throw new AssertionError("The expected event did not arrive");
			}
			if (expected.test(event)) {
				return event;
			}
		}
	}

	JsonNode awaitMessage(String author) throws InterruptedException {
		return await((event) -> event.path("message").path("author").asString("").equals(author)).path("message");
	}

	CompletableFuture<Integer> closed() {
		return this.closed;
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.frames.append(data);
		if (last) {
			this.events.add(json.readTree(this.frames.toString()));
			this.frames.setLength(0);
		}
		socket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
		this.closed.complete(status);
		return null;
	}

	@Override
	public void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
	}

}
