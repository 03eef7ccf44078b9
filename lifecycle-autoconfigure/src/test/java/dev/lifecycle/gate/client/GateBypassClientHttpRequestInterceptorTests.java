package dev.lifecycle.gate.client;

import java.io.IOException;
import java.net.URI;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;

import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GateBypassClientHttpRequestInterceptor}.
 */
class GateBypassClientHttpRequestInterceptorTests {

	private final GateBypass bypass = new GateBypass();

	private final TrafficGate gate = new TrafficGate();

	private final GateBypassClientHttpRequestInterceptor interceptor = new GateBypassClientHttpRequestInterceptor(
			this.bypass, this.gate);

	@Test
	void requestToThisMachineHasHeader() throws IOException {
		try (HeaderServer server = new HeaderServer(this.bypass.headerName())) {
			assertThat(client().get().uri(server.uri()).retrieve().body(String.class)).isEqualTo(this.bypass.token());
		}
	}

	@Test
	void requestToThisMachineHasNoHeaderWhenGateIsOpen() throws IOException {
		this.gate.open();
		try (HeaderServer server = new HeaderServer(this.bypass.headerName())) {
			assertThat(client().get().uri(server.uri()).retrieve().body(String.class)).isEqualTo(HeaderServer.NONE);
		}
	}

	@Test
	void headerThatIsThereStays() throws IOException {
		try (HeaderServer server = new HeaderServer(this.bypass.headerName())) {
			String body = client().get()
				.uri(server.uri())
				.header(this.bypass.headerName(), "mine")
				.retrieve()
				.body(String.class);
			assertThat(body).isEqualTo("mine");
		}
	}

	@Test
	void requestElsewhereHasNoHeader() throws IOException {
		MockClientHttpRequest request = new MockClientHttpRequest(HttpMethod.GET, URI.create("http://example.org/"));
		this.interceptor
			.intercept(request, new byte[0], (executed, body) -> new MockClientHttpResponse(new byte[0], HttpStatus.OK))
			.close();
		assertThat(request.getHeaders().headerNames()).isEmpty();
	}

	private RestClient client() {
		return RestClient.builder().requestInterceptor(this.interceptor).build();
	}

}
