import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Joins the chat of the sample application, says something to an agent, and waits until
 * both have been heard.
 */
class ChatClient implements WebSocket.Listener {

	private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private final StringBuilder frames = new StringBuilder();

	public static void main(String[] args) throws Exception {
		ChatClient client = new ChatClient();
		WebSocket socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.subprotocols("chat.v1", "bearer." + args[1])
			.buildAsync(URI.create(args[0]), client)
			.get(30, TimeUnit.SECONDS);
		client.await("\"type\":\"welcome\"");
		socket.sendText("{\"text\":\"@echo hello\"}", true).get(10, TimeUnit.SECONDS);
		client.await("\"text\":\"@echo hello\"");
		client.await("\"text\":\"hello\"");
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
		System.exit(0);
	}

	private void await(String expected) throws InterruptedException {
		while (true) {
			String event = this.events.poll(10, TimeUnit.SECONDS);
			if (event == null) {
				System.err.println("Nothing heard with " + expected);
				System.exit(1);
			}
			System.out.println(event);
			if (event.contains(expected)) {
				return;
			}
		}
	}

	@Override
	public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.frames.append(data);
		if (last) {
			this.events.add(this.frames.toString());
			this.frames.setLength(0);
		}
		socket.request(1);
		return null;
	}

}
