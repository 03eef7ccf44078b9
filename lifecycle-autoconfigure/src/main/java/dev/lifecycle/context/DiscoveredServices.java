package dev.lifecycle.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.lifecycle.graph.ServiceDefinition;

/**
 * All services of an application context.
 *
 * @param byName the services by name, in the order of their bean definitions
 * @param mocks the names of the services whose bean is a mock; they have neither
 * dependencies nor checks and are never started
 * @param predictedTypes the types that bean definitions announce, by bean name; types of
 * Spring and of the JDK are left out
 * @param complete whether bean definitions tell of all services; {@code false} if beans
 * may turn out to be services when they exist
 * @since 0.1.0
 */
public record DiscoveredServices(Map<String, DiscoveredService> byName, Set<String> mocks,
		Map<String, Class<?>> predictedTypes, boolean complete) {

	public DiscoveredServices {
		byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
		mocks = Set.copyOf(mocks);
		predictedTypes = Collections.unmodifiableMap(predictedTypes);
	}

	DiscoveredServices() {
		this(Map.of(), Set.of(), Map.of(), true);
	}

	/**
	 * Return what the graph needs.
	 * @return the definitions of all services
	 */
	public List<ServiceDefinition> definitions() {
		return this.byName.values().stream().map(DiscoveredService::definition).toList();
	}

	DiscoveredServices withServices(Map<String, DiscoveredService> services) {
		return new DiscoveredServices(services, this.mocks, this.predictedTypes, this.complete);
	}

}
