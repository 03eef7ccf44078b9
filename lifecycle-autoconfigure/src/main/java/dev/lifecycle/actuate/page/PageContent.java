package dev.lifecycle.actuate.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.lifecycle.actuate.Drawing;
import dev.lifecycle.actuate.LifecycleEndpoint;
import dev.lifecycle.gate.ContentHash;

/**
 * Something that browsers show, with the headers that keep it from doing more.
 *
 * @param mediaType the type
 * @param contentSecurityPolicy what the content may do
 * @param text supplies the text
 */
record PageContent(String mediaType, String contentSecurityPolicy, Supplier<String> text) {

	static final String EVENTS = "text/event-stream;charset=UTF-8";

	// The last one has reverse proxies pass on each message at once.
	static final Map<String, String> HEADERS = Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff",
			"Referrer-Policy", "no-referrer", "X-Accel-Buffering", "no");

	private static final String STYLES = Drawing.styles()
		.stream()
		.map(ContentHash::of)
		.collect(Collectors.joining(" "));

	private static final String DRAWING_POLICY = "default-src 'none'; style-src " + STYLES
			+ "; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

	/**
	 * Return a drawing.
	 * @param endpoint draws it
	 * @param drawing what to draw
	 * @return the drawing at the moment of the request
	 */
	static PageContent drawing(LifecycleEndpoint endpoint, Drawing drawing) {
		return new PageContent(drawing.mimeType().toString(), DRAWING_POLICY, () -> endpoint.draw(drawing));
	}

	/**
	 * Return the page.
	 * @return the page, which is the same every time
	 */
	static PageContent page() {
		String style = read("page.css");
		String script = read("page.js");
		String html = read("page.html").replace("{{style}}", style).replace("{{script}}", script);
		String policy = "default-src 'none'; script-src %s; style-src %s %s; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
			.formatted(ContentHash.of(script), ContentHash.of(style), STYLES);
		return new PageContent("text/html;charset=UTF-8", policy, () -> html);
	}

	private static String read(String name) {
		try (InputStream in = Objects.requireNonNull(PageContent.class.getResourceAsStream(name))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	byte[] body() {
		return this.text.get().getBytes(StandardCharsets.UTF_8);
	}

}
