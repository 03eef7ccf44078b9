package dev.lifecycle.gate.reactive;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

import dev.lifecycle.gate.Exemptions;
import dev.lifecycle.gate.Refusals;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link TrafficGateWebFilter}.
 */
class TrafficGateWebFilterTests {

	private final TrafficGate gate = new TrafficGate();

	private final WebFilterChain chain = mock();

	@Test
	void filterWhenOpenTouchesNothing() {
		ServerWebExchange exchange = mock();
		Mono<Void> served = Mono.empty();
		given(this.chain.filter(exchange)).willReturn(served);
		this.gate.open();
		assertThat(filter(StartupProgress.unknown()).filter(exchange, this.chain)).isSameAs(served);
		then(exchange).shouldHaveNoInteractions();
	}

	@Test
	void filterWhenRefusalFailsOwesNoAnswer() throws Exception {
		StartupProgress progress = mock();
		given(progress.ready()).willThrow(new IllegalStateException("no progress"));
		this.gate.fail();
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/orders"));
		Mono<Void> answered = filter(progress).filter(exchange, this.chain);
		assertThat(
				answered.onErrorResume((ex) -> exchange.getResponse().setComplete()).then(Mono.just("failed")).block())
			.isEqualTo("failed");
		assertThat(this.gate.awaitAnswers(Duration.ZERO)).isTrue();
		then(this.chain).shouldHaveNoInteractions();
	}

	private TrafficGateWebFilter filter(StartupProgress progress) {
		return new TrafficGateWebFilter(this.gate, new Exemptions(List.of()), () -> null,
				new Refusals(() -> progress, false, null), Duration.ofDays(365_000_000), 1);
	}

}
