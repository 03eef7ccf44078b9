package dev.lifecycle.gate.client;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GateBypassExchangeFilterFunction}.
 */
class GateBypassExchangeFilterFunctionTests {

	private final GateBypass bypass = new GateBypass();

	private final TrafficGate gate = new TrafficGate();

	private final GateBypassExchangeFilterFunction filter = new GateBypassExchangeFilterFunction(this.bypass,
			this.gate);

	@Test
	void requestToThisMachineHasHeader() throws IOException {
		try (HeaderServer server = new HeaderServer(this.bypass.headerName())) {
			assertThat(client().get().uri(server.uri()).retrieve().bodyToMono(String.class).block())
				.isEqualTo(this.bypass.token());
		}
	}

	@Test
	void requestToThisMachineHasNoHeaderWhenGateIsOpen() throws IOException {
		this.gate.open();
		try (HeaderServer server = new HeaderServer(this.bypass.headerName())) {
			assertThat(client().get().uri(server.uri()).retrieve().bodyToMono(String.class).block())
				.isEqualTo(HeaderServer.NONE);
		}
	}

	@Test
	void headerThatIsThereStays() throws IOException {
		try (HeaderServer server = new HeaderServer(this.bypass.headerName())) {
			Mono<String> body = client().get()
				.uri(server.uri())
				.header(this.bypass.headerName(), "mine")
				.retrieve()
				.bodyToMono(String.class);
			assertThat(body.block()).isEqualTo("mine");
		}
	}

	@Test
	void requestElsewhereHasNoHeader() {
		ClientRequest request = ClientRequest.create(HttpMethod.GET, URI.create("http://example.org/")).build();
		List<ClientRequest> executed = new ArrayList<>();
		this.filter.filter(request, (exchanged) -> {
			executed.add(exchanged);
			return Mono.just(ClientResponse.create(HttpStatus.OK).build());
		}).block();
		assertThat(executed).hasSize(1).allMatch((sent) -> sent.headers().headerNames().isEmpty());
	}

	private WebClient client() {
		return WebClient.builder().filter(this.filter).build();
	}

}
