package dev.lifecycle.readiness;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;

/**
 * Gets a URL and looks at the answer. Spring's client on top of the JDK's reads the body
 * from a stream that, in Java 17, goes on after an interrupt; hence the JDK's itself.
 */
final class HttpProbe implements RemoteProbe, AutoCloseable {

	private static final int LONGEST_BODY = 1024 * 1024;

	private final HttpCheck check;

	private final Peer peer;

	private final StatusCodes status;

	private final @Nullable JsonValue value;

	private final Duration timeout;

	private final ProbeHttpClient client = new ProbeHttpClient();

	HttpProbe(HttpCheck check, Duration timeout) {
		this.check = check;
		this.peer = Peer.of(check.url());
		this.status = StatusCodes.parse(check.status());
		this.value = (check.jsonPointer() != null) ? new JsonValue(check.jsonPointer(), check.expect()) : null;
		this.timeout = timeout;
	}

	@Override
	public String remote() {
		return this.peer.url();
	}

	@Override
	public ReadinessResult check() throws InterruptedException {
		CompletableFuture<HttpResponse<byte[]>> exchange = this.client.get().sendAsync(request(), this::body);
		try {
			return examine(exchange.get(this.timeout.plus(NetworkFailures.GRACE).toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (TimeoutException ex) {
			return NetworkFailures.noAnswer(this.peer, this.timeout);
		}
		catch (ExecutionException ex) {
			return NetworkFailures.describe(ex, this.peer, this.timeout);
		}
		finally {
			exchange.cancel(true);
		}
	}

	private HttpRequest request() {
		HttpRequest.Builder request = HttpRequest.newBuilder(Peer.withoutCredentials(this.check.url()))
			.timeout(this.timeout);
		String authorization = Peer.authorization(this.check.url());
		if (authorization != null) {
			request.setHeader("Authorization", authorization);
		}
		this.check.headers().forEach(request::setHeader);
		return request.build();
	}

	private LimitedBody body(HttpResponse.ResponseInfo response) {
		boolean needed = this.value != null && this.status.contain(response.statusCode());
		return new LimitedBody(needed ? LONGEST_BODY + 1 : 0);
	}

	private ReadinessResult examine(HttpResponse<byte[]> response) {
		int code = response.statusCode();
		if (!this.status.contain(code)) {
			String location = response.headers().firstValue("Location").map(this::location).orElse("");
			return ReadinessResult
				.notReady(this.peer.url() + " answered " + code + location + ", expected " + this.status.text());
		}
		if (response.body().length > LONGEST_BODY) {
			return ReadinessResult.notReady(this.peer.url() + " answered more than 1 MB");
		}
		return (this.value != null) ? this.value.examine(response.body(), this.peer) : ReadinessResult.ready();
	}

	private String location(String location) {
		try {
			URI target = this.check.url().resolve(location);
			return " to " + ((target.getHost() != null) ? ForeignText.shorten(Peer.of(target).url()) : "somewhere");
		}
		catch (IllegalArgumentException ex) {
			return " to somewhere";
		}
	}

	@Override
	public void close() {
		this.client.close();
	}

}
