package dev.lifecycle.gate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.lifecycle.gate.TrafficGate.State;

/**
 * The answer to a request that cannot be served yet, as a problem according to RFC 9457.
 * It names no services.
 *
 * @since 0.1.0
 */
public final class StartupProblem {

	/**
	 * HTTP status of the answer.
	 */
	public static final int STATUS = 503;

	/**
	 * Media type of the body.
	 */
	public static final String CONTENT_TYPE = "application/problem+json";

	private final long retryAfter;

	private final String json;

	private StartupProblem(long retryAfter, String json) {
		this.retryAfter = retryAfter;
		this.json = json;
	}

	/**
	 * Create the problem for a gate that is not open.
	 * @param state the state of the gate
	 * @param progress how far the start-up is
	 * @return the problem
	 */
	public static StartupProblem of(State state, StartupProgress progress) {
		boolean failed = state == State.FAILED;
		String json = new JsonObject().add("type", "about:blank")
			.add("title", "Service Unavailable")
			.add("status", STATUS)
			.add("detail", failed ? "The application is not available." : "The application is still starting.")
			.add("code", failed ? "SERVICE_UNAVAILABLE" : "STARTUP_INCOMPLETE")
			.add("ready", progress.ready())
			.add("total", progress.total())
			.toString();
		return new StartupProblem(wholeSeconds(progress.remaining()), json);
	}

	private static long wholeSeconds(Duration remaining) {
		long seconds = (remaining.getNano() > 0) ? remaining.getSeconds() + 1 : remaining.getSeconds();
		return Math.max(1, seconds);
	}

	/**
	 * Return the value of the {@code Retry-After} header.
	 * @return whole seconds, at least one
	 */
	public String retryAfter() {
		return Long.toString(this.retryAfter);
	}

	/**
	 * Return the body.
	 * @return the bytes of a JSON object in UTF-8
	 */
	public byte[] body() {
		return this.json.getBytes(StandardCharsets.UTF_8);
	}

}
