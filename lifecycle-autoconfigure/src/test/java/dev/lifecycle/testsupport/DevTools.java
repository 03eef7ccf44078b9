package dev.lifecycle.testsupport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Operates a headless Chromium as its developer tools do: presses keys, evaluates
 * expressions, and listens to what the page logs and requests.
 */
public final class DevTools implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private final JsonMapper mapper = new JsonMapper();

	private final HttpClient client = HttpClient.newHttpClient();

	private final Chromium chromium;

	private final AtomicInteger ids = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private final Queue<String> requests = new ConcurrentLinkedQueue<>();

	private final WebSocket socket;

	private DevTools(Chromium chromium) throws Exception {
		this.chromium = chromium;
		this.socket = this.client.newWebSocketBuilder().buildAsync(target(), new Listener()).get(60, TimeUnit.SECONDS);
		for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
			send(domain + ".enable", Map.of());
		}
	}

	/**
	 * Open a browser with an empty page.
	 * @return the tools, to be closed
	 * @throws Exception if the browser does not start
	 */
	public static DevTools open() throws Exception {
		Chromium chromium = Chromium.open("about:blank", "--remote-debugging-port=0", "--window-size=1280,900",
				"--force-device-scale-factor=1");
		try {
			return new DevTools(chromium);
		}
		catch (Exception ex) {
			chromium.close();
			throw ex;
		}
	}

	private URI target() throws IOException, InterruptedException {
		Path file = this.chromium.profile().resolve("DevToolsActivePort");
		Awaitility.await().atMost(LIMIT).until(() -> Files.exists(file) && Files.readAllLines(file).size() > 1);
		URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(file).get(0) + "/json/list");
		JsonNode targets = this.mapper
			.readTree(this.client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body());
		return targets.valueStream()
			.filter((target) -> target.path("type").asString().equals("page"))
			.map((target) -> URI.create(target.path("webSocketDebuggerUrl").asString()))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Send a command.
	 * @param method the name of the method
	 * @param parameters its parameters
	 * @return the result
	 */
	public JsonNode send(String method, Map<String, ?> parameters) {
		int id = this.ids.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.answers.put(id, answer);
		String message = this.mapper.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
		this.socket.sendText(message, true).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
		JsonNode result = answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
		if (result.has("error")) {
			throw new IllegalStateException(method + ": " + result.path("error"));
		}
		return result.path("result");
	}

	/**
	 * Go to a page. Does not wait until it is loaded.
	 * @param url the address
	 */
	public void navigate(String url) {
		send("Page.navigate", Map.of("url", url));
	}

	/**
	 * Evaluate an expression in the page.
	 * @param expression the expression, which may be a promise
	 * @return its value
	 */
	public JsonNode evaluate(String expression) {
		JsonNode answer = send("Runtime.evaluate",
				Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
		if (answer.has("exceptionDetails")) {
			throw new IllegalStateException(expression + ": " + answer.path("exceptionDetails"));
		}
		return answer.path("result").path("value");
	}

	/**
	 * Wait until an expression is true.
	 * @param expression the expression
	 */
	public void await(String expression) {
		Awaitility.await(expression)
			.atMost(LIMIT)
			.ignoreException(IllegalStateException.class)
			.until(() -> evaluate(expression).asBoolean(false));
	}

	/**
	 * Press and release a key.
	 * @param key the name of the key, or a letter
	 */
	public void press(String key) {
		Map<String, Integer> codes = Map.of("Tab", 9, "Enter", 13, "Escape", 27, " ", 32);
		String text = key.equals("Enter") ? "\r" : (key.length() == 1) ? key : "";
		send("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "text", text, "windowsVirtualKeyCode",
				codes.getOrDefault(key, (int) Character.toUpperCase(key.charAt(0)))));
		send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode",
				codes.getOrDefault(key, (int) Character.toUpperCase(key.charAt(0)))));
	}

	/**
	 * Pretend that people prefer something.
	 * @param feature the media feature
	 * @param value its value
	 */
	public void emulate(String feature, String value) {
		send("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
	}

	/**
	 * Take a picture of the whole page.
	 * @return a PNG image
	 */
	public byte[] screenshot() {
		return Base64.getDecoder()
			.decode(send("Page.captureScreenshot", Map.of("captureBeyondViewport", true)).path("data").asString());
	}

	/**
	 * Return errors and warnings that the page has logged and exceptions it has thrown.
	 * @return one text each
	 */
	public List<String> problems() {
		return List.copyOf(this.problems);
	}

	/**
	 * Return what the page has requested.
	 * @return the addresses
	 */
	public List<String> requests() {
		return List.copyOf(this.requests);
	}

	@Override
	public void close() throws IOException {
		this.socket.abort();
		this.chromium.close();
	}

	private final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				received(DevTools.this.mapper.readTree(this.text.toString()));
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		private void received(JsonNode message) {
			CompletableFuture<JsonNode> answer = DevTools.this.answers.remove(message.path("id").asInt(0));
			if (answer != null) {
				answer.complete(message);
				return;
			}
			JsonNode parameters = message.path("params");
			switch (message.path("method").asString("")) {
				case "Log.entryAdded" -> logged(parameters.path("entry").path("level").asString(), parameters);
				case "Runtime.consoleAPICalled" -> logged(parameters.path("type").asString(), parameters);
				case "Runtime.exceptionThrown" -> logged("error", parameters);
				case "Network.requestWillBeSent" ->
					DevTools.this.requests.add(parameters.path("request").path("url").asString());
				default -> {
				}
			}
		}

		private void logged(String level, JsonNode entry) {
			if (level.equals("error") || level.equals("warning")) {
				DevTools.this.problems.add(entry.toString());
			}
		}

	}

}
