package dev.lifecycle.gate.client;

import java.io.IOException;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.TrafficGate;

/**
 * Lets requests of a {@link RestClient} to this machine pass the gate, as long as it is
 * not open. A header that is there already stays.
 *
 * @since 0.1.0
 */
public final class GateBypassClientHttpRequestInterceptor implements ClientHttpRequestInterceptor {

	private final GateBypass bypass;

	private final TrafficGate gate;

	/**
	 * Create a new interceptor.
	 * @param bypass the header to be added
	 * @param gate the gate; once it is open nothing is added
	 */
	public GateBypassClientHttpRequestInterceptor(GateBypass bypass, TrafficGate gate) {
		this.bypass = bypass;
		this.gate = gate;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		if (!this.gate.isOpen() && LoopbackTargets.contains(request.getURI())
				&& !request.getHeaders().containsHeader(this.bypass.headerName())) {
			request.getHeaders().set(this.bypass.headerName(), this.bypass.token());
		}
		return execution.execute(request, body);
	}

}
