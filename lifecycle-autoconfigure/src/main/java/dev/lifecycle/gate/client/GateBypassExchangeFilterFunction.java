package dev.lifecycle.gate.client;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.TrafficGate;

/**
 * Lets requests of a {@link WebClient} to this machine pass the gate, as long as it is
 * not open. A header that is there already stays.
 *
 * @since 0.1.0
 */
public final class GateBypassExchangeFilterFunction implements ExchangeFilterFunction {

	private final GateBypass bypass;

	private final TrafficGate gate;

	/**
	 * Create a new filter.
	 * @param bypass the header to be added
	 * @param gate the gate; once it is open nothing is added
	 */
	public GateBypassExchangeFilterFunction(GateBypass bypass, TrafficGate gate) {
		this.bypass = bypass;
		this.gate = gate;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		if (this.gate.isOpen() || !LoopbackTargets.contains(request.url())
				|| request.headers().containsHeader(this.bypass.headerName())) {
			return next.exchange(request);
		}
		return next.exchange(ClientRequest.from(request).header(this.bypass.headerName(), this.bypass.token()).build());
	}

}
