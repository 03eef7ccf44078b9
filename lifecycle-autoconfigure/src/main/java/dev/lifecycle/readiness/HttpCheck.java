package dev.lifecycle.readiness;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that gets a URL. Redirects are not followed.
 *
 * @param url the URL; credentials in it are sent, and shown nowhere
 * @param status status codes that are right, such as {@code "200"}, {@code "200-299"},
 * {@code "2xx"} or several of these separated by commas; {@code null} for any 2xx
 * @param jsonPointer where the answer, as JSON, has to have a value (RFC 6901);
 * {@code null} if only the status counts
 * @param expect the value there; {@code null} for any but {@code null}
 * @param headers request headers, whose values are shown nowhere
 * @since 0.1.0
 */
public record HttpCheck(URI url, @Nullable String status, @Nullable String jsonPointer, @Nullable String expect,
		Map<String, String> headers) implements ProbeFactory {

	/**
	 * Create a new check.
	 * @throws IllegalArgumentException if a value cannot be used; says what to write
	 */
	public HttpCheck {
		Peer.require(url, "http", List.of("http", "https"));
		StatusCodes.parse(status);
		Assert.isTrue(jsonPointer == null || jsonPointer.isEmpty() || jsonPointer.startsWith("/"),
				"'json-pointer' must begin with '/', as in /status");
		Assert.isTrue(expect == null || jsonPointer != null,
				"'expect' needs 'json-pointer', which says where the value is");
		headers = Map.copyOf(headers);
	}

	@Override
	public String defaultName() {
		return "http";
	}

	@Override
	public boolean needsBeans() {
		return false;
	}

	@Override
	public boolean keepsTimeLimit() {
		return true;
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		if (this.jsonPointer != null) {
			context.requireClass("tools.jackson.databind.json.JsonMapper",
					"org.springframework.boot:spring-boot-starter-jackson");
		}
		this.headers.forEach((name, value) -> requireSendable(context, name, value));
		return new HttpProbe(this, context.timeout());
	}

	// The JDK refuses some names, and its message has the value.
	private void requireSendable(ProbeContext context, String name, String value) {
		try {
			HttpRequest.newBuilder().header(name, value);
		}
		catch (IllegalArgumentException ex) {
			throw context.failure("the header '" + name + "', which cannot be sent with that name or value",
					"Remove the header, or correct it.");
		}
	}

	@Override
	public String toString() {
		return "HttpCheck[url=" + Peer.of(this.url).url() + ", status=" + this.status + ", jsonPointer="
				+ this.jsonPointer + ", expect=" + this.expect + ", headers=" + this.headers.keySet() + "]";
	}

}
