package dev.lifecycle.graph;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A service and what it declares.
 *
 * @param name the unique name
 * @param source where the service is declared, for people
 * @param phase the named phase; {@code null} if bound by the graph alone
 * @param required whether the service was explicitly declared required or optional;
 * {@code null} for the default
 * @param autoStartup whether the service starts with the application
 * @param dependencies what it depends on, at most one entry per target
 * @since 0.1.0
 */
public record ServiceDefinition(String name, String source, @Nullable String phase, @Nullable Boolean required,
		boolean autoStartup, List<Dependency> dependencies) {

	public ServiceDefinition {
		dependencies = List.copyOf(dependencies);
	}

	/**
	 * Create the definition of a service that starts with the application.
	 * @param name the unique name
	 * @param dependencies what it depends on
	 * @return the definition
	 */
	public static ServiceDefinition of(String name, Dependency... dependencies) {
		return new ServiceDefinition(name, name, null, null, true, List.of(dependencies));
	}

}
