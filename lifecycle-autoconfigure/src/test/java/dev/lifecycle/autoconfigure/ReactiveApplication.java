package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import dev.lifecycle.gate.TrafficGate;

import static org.awaitility.Awaitility.await;

/**
 * A reactive application on Reactor Netty whose gate is operated by hand, and its
 * clients.
 */
final class ReactiveApplication implements AutoCloseable {

	static final String OTHER_SERVERS = "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration,"
			+ "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration,"
			+ "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration,"
			+ "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ConfigurableApplicationContext context;

	ReactiveApplication(Class<?> application, String... properties) {
		this.context = new SpringApplicationBuilder(application).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.main.banner-mode=off",
					"spring.autoconfigure.exclude=" + OTHER_SERVERS + ","
							+ ServiceLifecycleAutoConfiguration.class.getName())
			.properties(properties)
			.run();
	}

	@Override
	public void close() {
		if (this.context.isActive()) {
			gate().fail();
			this.context.close();
		}
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	TrafficGate gate() {
		return this.context.getBean(TrafficGate.class);
	}

	void awaitHeld(int count) {
		await().atMost(60, TimeUnit.SECONDS).until(() -> gate().waiting() == count);
	}

	int port() {
		return port("local.server.port");
	}

	int port(String property) {
		return this.context.getEnvironment().getRequiredProperty(property, Integer.class);
	}

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
	}

	HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = request(path);
		return this.client.send((headers.length > 0) ? request.headers(headers).build() : request.build(),
				BodyHandlers.ofString());
	}

	CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
		return this.client.sendAsync(request, BodyHandlers.ofString());
	}

	List<CompletableFuture<HttpResponse<String>>> send(int count, String path) {
		return IntStream.range(0, count).mapToObj((i) -> send(request(path).build())).toList();
	}

	CompletableFuture<WebSocket> connect(String path, WebSocket.Listener listener, String... subprotocols) {
		WebSocket.Builder builder = this.client.newWebSocketBuilder();
		if (subprotocols.length > 0) {
			builder.subprotocols(subprotocols[0],
					List.of(subprotocols).subList(1, subprotocols.length).toArray(String[]::new));
		}
		return builder.buildAsync(URI.create("ws://localhost:" + port() + path), listener);
	}

	/**
	 * Send a request and read until the server closes the connection.
	 * @param head the head of the request, without {@code Host} and {@code Connection}
	 * @return all that was received
	 */
	String exchange(String head) {
		return exchangeRaw(head + "\r\nConnection: close");
	}

	String exchangeRaw(String head) {
		try (Socket socket = open(head)) {
			InputStream response = socket.getInputStream();
			return new String(response.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Socket open(String head) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
		socket.setSoTimeout(60_000);
		socket.getOutputStream().write((head + "\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	String status(String requestLine) {
		return exchange(requestLine).substring("HTTP/1.1 ".length(), "HTTP/1.1 503".length());
	}

}
