package dev.lifecycle.gate;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.MimeTypeUtils;

/**
 * A request that found the gate closed, whatever server it came through.
 *
 * @param method the HTTP method
 * @param headers its headers
 * @since 0.1.0
 */
public record EarlyRequest(String method, Headers headers) {

	/**
	 * Header of requests that only ask for progress and are never held.
	 */
	public static final String PROGRESS_HEADER = "Lifecycle-Startup-Progress";

	private static final Set<String> METHODS_WITHOUT_PREFLIGHT = Set.of("GET", "HEAD", "POST");

	private static final Set<String> TYPES_WITHOUT_PREFLIGHT = Set.of("application/x-www-form-urlencoded",
			"multipart/form-data", "text/plain");

	/**
	 * Return whether to hold the request. Not held are those whose sender is better
	 * served at once: a person, who gets a page that shows the progress, and whoever asks
	 * for nothing but progress. Nor are requests of other origins for which a browser had
	 * to ask: the gate may have said yes in place of the application.
	 * @return {@code false} if the request is to be refused at once
	 */
	public boolean isHoldable() {
		return header(PROGRESS_HEADER) == null && !isNavigation() && !(isFromOtherOrigin() && needsPreflight());
	}

	/**
	 * Return whether to answer with a page for people.
	 * @return {@code true} if a browser shows the answer
	 */
	boolean wantsPage() {
		boolean readsOnly = "GET".equals(this.method) || "HEAD".equals(this.method);
		if (!readsOnly || header(PROGRESS_HEADER) != null) {
			return false;
		}
		String accept = header("Accept");
		return isNavigation() || (header("Sec-Fetch-Mode") == null && accept != null
				&& accept.toLowerCase(Locale.ROOT).contains(MimeTypeUtils.TEXT_HTML_VALUE));
	}

	private boolean isNavigation() {
		return "GET".equals(this.method) && "navigate".equals(header("Sec-Fetch-Mode"))
				&& "document".equals(header("Sec-Fetch-Dest"));
	}

	/**
	 * Return whether a browser asks whether it may send the actual request.
	 * @return {@code true} for a CORS preflight request
	 */
	boolean isPreflight() {
		return "OPTIONS".equals(this.method) && header("Origin") != null
				&& header("Access-Control-Request-Method") != null;
	}

	private boolean isFromOtherOrigin() {
		String origin = header("Origin");
		if (origin == null || isPreflight()) {
			return false;
		}
		String site = header("Sec-Fetch-Site");
		if (site != null) {
			return !"same-origin".equals(site) && !"none".equals(site);
		}
		return !isHost(origin, header("Host")) && !isHost(origin, header("X-Forwarded-Host"));
	}

	private static boolean isHost(String origin, @Nullable String host) {
		try {
			return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private boolean needsPreflight() {
		String type = header("Content-Type");
		return !METHODS_WITHOUT_PREFLIGHT.contains(this.method) || header("Authorization") != null
				|| (type != null && !TYPES_WITHOUT_PREFLIGHT.contains(withoutParameters(type)));
	}

	private static String withoutParameters(String type) {
		int end = type.indexOf(';');
		return ((end < 0) ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
	}

	@Nullable String header(String name) {
		return this.headers.first(name);
	}

	/**
	 * The headers of a request.
	 */
	@FunctionalInterface
	public interface Headers {

		/**
		 * Return the first value of a header.
		 * @param name the name of the header; case does not matter
		 * @return the value, or {@code null} if the request does not have the header
		 */
		@Nullable String first(String name);

	}

}
