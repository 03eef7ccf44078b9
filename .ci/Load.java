import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps instances of the sample application busy: with logins, which the gate holds during
 * the start-up, and one chat socket that is never quiet. Reads "begin PORT" and "end PORT"
 * from its input and then writes what became of the requests to that port. An instance
 * that is gone must not leave a client without an answer.
 */
class Load {

	public static void main(String[] args) throws IOException, InterruptedException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
		Map<String, Instance> instances = new HashMap<>();
		for (String command = commands.readLine(); command != null; command = commands.readLine()) {
			String port = command.substring(command.indexOf(' ') + 1);
			if (command.startsWith("begin ")) {
				instances.put(port, new Instance(port));
			}
			else {
				instances.remove(port).end();
			}
		}
		System.exit(0);
	}

	private static final class Instance {

		private static final int LOGINS = 4;

		private static final Duration LIMIT = Duration.ofSeconds(60);

		private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

		private final Map<String, AtomicInteger> outcomes = new TreeMap<>();

		private final List<Thread> threads = new ArrayList<>();

		private final String port;

		private volatile String token = "none";

		private volatile boolean over;

		Instance(String port) {
			this.port = port;
			for (int i = 0; i < LOGINS; i++) {
				begin(this::login);
			}
			begin(this::chat);
		}

		private void begin(Work work) {
			Thread thread = new Thread(() -> {
				try {
					while (!this.over) {
						work.run();
						Thread.sleep(20);
					}
				}
				catch (InterruptedException ex) {
					// It is over.
				}
			});
			thread.setDaemon(true);
			thread.start();
			this.threads.add(thread);
		}

		private void login() throws InterruptedException {
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/api/login"))
				.timeout(LIMIT)
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString("{\"username\":\"ada\",\"password\":\"ada-demo\"}"))
				.build();
			try {
				HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
				count("login " + response.statusCode());
				String body = response.body();
				int begin = body.indexOf("\"token\":\"");
				if (begin >= 0) {
					this.token = body.substring(begin + 9, body.indexOf('"', begin + 9));
				}
			}
			catch (ConnectException ex) {
				Thread.sleep(100);
			}
			catch (IOException ex) {
				count("login " + ex.getClass().getSimpleName());
			}
		}

		private void chat() throws InterruptedException {
			try {
				WebSocket socket = this.client.newWebSocketBuilder()
					.subprotocols("chat.v1", "bearer." + this.token)
					.buildAsync(URI.create("ws://127.0.0.1:" + this.port + "/ws/chat"), new WebSocket.Listener() {
					})
					.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
				count("socket open");
				while (!this.over && !socket.isInputClosed() && !socket.isOutputClosed()) {
					socket.sendText("{\"text\":\"@echo hello\"}", true).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
					Thread.sleep(20);
				}
				count("socket closed");
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof ConnectException) {
					Thread.sleep(100);
					return;
				}
				count("socket " + ex.getCause().getClass().getSimpleName());
			}
			catch (TimeoutException ex) {
				count("stuck");
			}
		}

		private void count(String outcome) {
			synchronized (this.outcomes) {
				this.outcomes.computeIfAbsent(outcome, (key) -> new AtomicInteger()).incrementAndGet();
			}
		}

		void end() throws InterruptedException {
			this.over = true;
			for (Thread thread : this.threads) {
				thread.join(10_000);
				if (thread.isAlive()) {
					count("stuck");
				}
			}
			synchronized (this.outcomes) {
				System.out.println(this.port + " " + this.outcomes);
			}
		}

		private interface Work {

			void run() throws InterruptedException;

		}

	}

}
