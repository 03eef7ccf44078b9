package dev.lifecycle.gate.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A server on this machine that answers with the value of a header.
 */
final class HeaderServer implements AutoCloseable {

	static final String NONE = "none";

	private final String headerName;

	private final HttpServer server;

	HeaderServer(String headerName) throws IOException {
		this.headerName = headerName;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/");
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			@Nullable String value = exchange.getRequestHeaders().getFirst(this.headerName);
			byte[] body = ((value != null) ? value : NONE).getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "text/plain");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
