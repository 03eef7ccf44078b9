package dev.lifecycle.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.EndpointMapping;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;

import dev.lifecycle.actuate.LifecycleEndpoint;

/**
 * Where the {@code lifecycle} endpoint is mapped.
 */
final class EndpointPaths {

	// Before the operations of endpoints.
	static final int ORDER = -110;

	private static final EndpointId ID = EndpointId.of("lifecycle");

	private EndpointPaths() {
	}

	/**
	 * Map handlers below the endpoint.
	 * @param <T> the type of handlers
	 * @param endpoints the endpoints that are exposed
	 * @param properties the path below which endpoints are mapped
	 * @param endpoint the endpoint
	 * @param handlers supplies handlers by their paths below the endpoint
	 * @return handlers by their paths; empty if the endpoint is not exposed
	 */
	static <T> Map<String, T> below(WebEndpointsSupplier endpoints, WebEndpointProperties properties,
			ObjectProvider<LifecycleEndpoint> endpoint, Function<LifecycleEndpoint, Map<String, T>> handlers) {
		Map<String, T> mapped = new LinkedHashMap<>();
		EndpointMapping base = new EndpointMapping(properties.getBasePath());
		for (ExposableWebEndpoint candidate : endpoints.getEndpoints()) {
			if (candidate.getEndpointId().equals(ID)) {
				handlers.apply(endpoint.getObject())
					.forEach(
							(path, handler) -> mapped.put(base.createSubPath(candidate.getRootPath() + path), handler));
			}
		}
		return mapped;
	}

}
