package dev.lifecycle.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

import dev.lifecycle.gate.TrafficGate.State;

/**
 * The page that people see instead of the application. It needs nothing but itself, asks
 * for progress by itself, and makes way for the application as soon as that answers.
 */
final class StartupPage {

	private static final String STARTING = "The application is starting";

	private static final String FAILED = "The application is not available";

	private static final String TEMPLATE = read();

	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src %s; style-src %s; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
		.formatted(hash("script"), hash("style"));

	private StartupPage() {
	}

	static Map<String, String> headers(String retryAfter) {
		// Where scripts are forbidden the page is loaded again instead.
		return Map.of("Content-Type", "text/html;charset=UTF-8", "Content-Security-Policy", CONTENT_SECURITY_POLICY,
				"Refresh", retryAfter);
	}

	static byte[] body(State state, StartupProgress progress) {
		return TEMPLATE.replace("{{title}}", (state == State.FAILED) ? FAILED : STARTING)
			.replace("{{ready}}", Integer.toString(progress.ready()))
			.replace("{{total}}", Integer.toString(progress.total()))
			.replace("{{max}}", Integer.toString(Math.max(1, progress.total())))
			.getBytes(StandardCharsets.UTF_8);
	}

	private static String read() {
		try (InputStream in = Objects.requireNonNull(StartupPage.class.getResourceAsStream("startup.html"))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8)
				.replace("{{header}}", EarlyRequest.PROGRESS_HEADER)
				.replace("{{starting}}", STARTING)
				.replace("{{failed}}", FAILED)
				.replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String hash(String element) {
		String start = "<" + element + ">";
		int from = TEMPLATE.indexOf(start) + start.length();
		String content = TEMPLATE.substring(from, TEMPLATE.indexOf("</" + element + ">", from));
		return ContentHash.of(content);
	}

}
