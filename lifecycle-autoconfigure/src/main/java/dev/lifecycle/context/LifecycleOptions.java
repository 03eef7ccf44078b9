package dev.lifecycle.context;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.lifecycle.engine.EngineSettings;
import dev.lifecycle.graph.Phase;

/**
 * What configuration says of all services.
 *
 * @param environment the environment whose preset applies
 * @param checkTimeout default time that one call of a check may take
 * @param engine limits of the engine
 * @param phases named phases in order
 * @param services services by name, highest precedence first
 * @param injectionEdges what to do with dependencies found in injection points
 * @param virtualThreads whether services start on virtual threads
 * @param drain how long the application goes on after it has said that it is not ready
 * any more
 * @since 0.1.0
 */
public record LifecycleOptions(LifecycleEnvironment environment, Duration checkTimeout, EngineSettings engine,
		List<Phase> phases, Map<String, ServiceSettings> services, InjectionEdges injectionEdges,
		boolean virtualThreads, Duration drain) {

	public LifecycleOptions {
		phases = List.copyOf(phases);
		services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
	}

}
