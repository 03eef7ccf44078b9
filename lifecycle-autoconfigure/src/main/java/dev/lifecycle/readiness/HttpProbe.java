package dev.lifecycle.readiness;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

/**
 * Gets a URL and looks at the answer.
 */
final class HttpProbe implements ReadinessProbe, AutoCloseable {

	private static final int LONGEST_BODY = 1024 * 1024;

	private final HttpCheck check;

	private final Peer peer;

	private final StatusCodes status;

	private final @Nullable JsonValue value;

	private final Duration timeout;

	private final ProbeHttpClient client;

	HttpProbe(HttpCheck check, Duration timeout) {
		this.check = check;
		this.peer = Peer.of(check.url());
		this.status = StatusCodes.parse(check.status());
		this.value = (check.jsonPointer() != null) ? new JsonValue(check.jsonPointer(), check.expect()) : null;
		this.timeout = timeout;
		this.client = new ProbeHttpClient(timeout);
	}

	@Override
	public ReadinessResult check() throws InterruptedException {
		long begin = System.nanoTime();
		try {
			return restClient().get()
				.uri(Peer.withoutCredentials(this.check.url()))
				.headers(this::addHeaders)
				.exchangeForRequiredValue((request, response) -> examine(response, begin));
		}
		catch (ResourceAccessException ex) {
			return NetworkFailures.describe(ex, this.peer, this.timeout);
		}
	}

	// A client of its own, so that nothing an application adds to its calls, such as what
	// lets them pass the gate, gets into the check.
	private RestClient restClient() {
		JdkClientHttpRequestFactory requestFactory = new JdkClientHttpRequestFactory(this.client.get());
		requestFactory.setReadTimeout(this.timeout.plus(NetworkFailures.GRACE));
		requestFactory.enableCompression(false);
		return RestClient.builder().requestFactory(requestFactory).configureMessageConverters((converters) -> {
		}).build();
	}

	private void addHeaders(HttpHeaders headers) {
		String authorization = Peer.authorization(this.check.url());
		if (authorization != null) {
			headers.set(HttpHeaders.AUTHORIZATION, authorization);
		}
		this.check.headers().forEach(headers::set);
	}

	private ReadinessResult examine(ClientHttpResponse response, long begin) throws IOException {
		int code = response.getStatusCode().value();
		if (!this.status.contain(code)) {
			return ReadinessResult.notReady(
					this.peer.url() + " answered " + code + location(response) + ", expected " + this.status.text());
		}
		return (this.value != null) ? examine(response, this.value, begin) : ReadinessResult.ready();
	}

	private String location(ClientHttpResponse response) {
		String location = response.getHeaders().getFirst(HttpHeaders.LOCATION);
		if (location == null) {
			return "";
		}
		try {
			URI target = this.check.url().resolve(location);
			return " to " + ((target.getHost() != null) ? Peer.of(target).url() : "somewhere");
		}
		catch (IllegalArgumentException ex) {
			return " to somewhere";
		}
	}

	// When the time is over the body is closed, which ends it in one way or another.
	private ReadinessResult examine(ClientHttpResponse response, JsonValue value, long begin) throws IOException {
		byte[] body;
		try {
			body = response.getBody().readNBytes(LONGEST_BODY + 1);
		}
		catch (IOException ex) {
			if (isOver(begin)) {
				return NetworkFailures.noAnswer(this.peer, this.timeout);
			}
			throw ex;
		}
		if (isOver(begin)) {
			return NetworkFailures.noAnswer(this.peer, this.timeout);
		}
		return (body.length > LONGEST_BODY) ? ReadinessResult.notReady(this.peer.url() + " answered more than 1 MB")
				: value.examine(body, this.peer);
	}

	private boolean isOver(long begin) {
		return System.nanoTime() - begin >= this.timeout.toNanos();
	}

	@Override
	public void close() {
		this.client.close();
	}

}
