package dev.lifecycle.gate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.gate.TrafficGate.State;

/**
 * Says no: with a problem according to RFC 9457 to programs and with a page to people, so
 * that the browser lets both read it.
 *
 * @since 0.1.0
 */
public final class Refusals {

	private static final int SERVICE_UNAVAILABLE = 503;

	private static final int NO_CONTENT = 204;

	private final Supplier<StartupProgress> progress;

	private final boolean showProgress;

	private final @Nullable Duration retryAfter;

	/**
	 * Create refusals.
	 * @param progress how far the start-up is, asked for by every refused request
	 * @param showProgress whether the names of services may be told
	 * @param retryAfter when clients are asked to come back, or {@code null} to estimate
	 * it from the progress
	 */
	public Refusals(Supplier<StartupProgress> progress, boolean showProgress, @Nullable Duration retryAfter) {
		this.progress = progress;
		this.showProgress = showProgress;
		this.retryAfter = retryAfter;
	}

	/**
	 * Return the answer to a request.
	 * @param state the state of the gate
	 * @param request the request
	 * @return the answer
	 */
	public Refusal refuse(State state, EarlyRequest request) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Cache-Control", "no-store");
		addCorsHeaders(request, headers);
		if (request.isPreflight()) {
			return new Refusal(NO_CONTENT, headers, new byte[0]);
		}
		StartupProgress progress = this.progress.get();
		String retryAfter = Long.toString(wholeSeconds(progress));
		headers.put("Retry-After", retryAfter);
		headers.put("X-Content-Type-Options", "nosniff");
		if (request.wantsPage()) {
			headers.putAll(StartupPage.headers(retryAfter));
			return new Refusal(SERVICE_UNAVAILABLE, headers, StartupPage.body(state, progress));
		}
		headers.put("Content-Type", "application/problem+json");
		return new Refusal(SERVICE_UNAVAILABLE, headers, problem(state, progress).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the message for those who speak a protocol without statuses and headers.
	 * @param state the state of the gate
	 * @return a JSON object with type {@code error} and a code
	 */
	public String message(State state) {
		StartupProgress progress = this.progress.get();
		return addProgress(new JsonObject().add("type", "error")
			.add("code", code(state))
			.add("message", detail(state))
			.add("retryAfter", wholeSeconds(progress)), progress).toString();
	}

	private String problem(State state, StartupProgress progress) {
		return addProgress(new JsonObject().add("type", "about:blank")
			.add("title", "Service Unavailable")
			.add("status", SERVICE_UNAVAILABLE)
			.add("detail", detail(state))
			.add("code", code(state)), progress).toString();
	}

	private JsonObject addProgress(JsonObject object, StartupProgress progress) {
		object.add("ready", progress.ready()).add("total", progress.total());
		return this.showProgress ? object.add("waitingFor", progress.waitingFor()) : object;
	}

	/**
	 * Return the code that clients are told.
	 * @param state the state of the gate
	 * @return the code
	 */
	public static String code(State state) {
		return (state == State.FAILED) ? "SERVICE_UNAVAILABLE" : "STARTUP_INCOMPLETE";
	}

	private static String detail(State state) {
		return (state == State.FAILED) ? "The application is not available." : "The application is still starting.";
	}

	private long wholeSeconds(StartupProgress progress) {
		Duration remaining = (this.retryAfter != null) ? this.retryAfter : progress.remaining();
		long seconds = (remaining.getNano() > 0) ? remaining.getSeconds() + 1 : remaining.getSeconds();
		return Math.max(1, seconds);
	}

	// A preflight is answered so that the browser sends the actual request and lets its
	// page read the refusal. Nothing else is at stake: no cookie may be sent along with a
	// request that needed this answer, and it is not remembered.
	private static void addCorsHeaders(EarlyRequest request, Map<String, String> headers) {
		String origin = request.header("Origin");
		if (origin == null) {
			return;
		}
		headers.put("Vary", "Origin");
		headers.put("Access-Control-Allow-Origin", origin);
		if (request.isPreflight()) {
			headers.put("Access-Control-Allow-Methods",
					Objects.requireNonNull(request.header("Access-Control-Request-Method")));
			headers.put("Access-Control-Allow-Headers",
					Objects.requireNonNullElse(request.header("Access-Control-Request-Headers"), ""));
			headers.put("Access-Control-Max-Age", "0");
			headers.values().removeAll(List.of(""));
		}
		else {
			headers.put("Access-Control-Allow-Credentials", "true");
			headers.put("Access-Control-Expose-Headers", "Retry-After");
		}
	}

}
