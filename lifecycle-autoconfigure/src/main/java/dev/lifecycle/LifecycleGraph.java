package dev.lifecycle;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The services of an application and what they need, for display.
 *
 * @param services the services, dependencies before their dependents
 * @param edges the dependencies that are in force
 * @since 0.1.0
 */
public record LifecycleGraph(List<Service> services, List<Edge> edges) {

	public LifecycleGraph {
		services = List.copyOf(services);
		edges = List.copyOf(edges);
	}

	/**
	 * A service.
	 *
	 * @param name the name
	 * @param phase the named phase; {@code null} if bound by the graph alone
	 * @param required whether the application is only ready when the service is
	 * @param level longest path from a service without dependencies, in edges; named
	 * phases count as dependencies
	 */
	public record Service(String name, @Nullable String phase, boolean required, int level) {

	}

	/**
	 * A dependency.
	 *
	 * @param from the dependent service
	 * @param to the service it depends on
	 * @param type how much it depends on it
	 * @param inferred whether the dependency was found in injection points instead of
	 * declared
	 * @param timeout how long the dependent waits; {@code null} for no limit of its own
	 * @param description what the dependency is for; may be empty
	 * @param source where the dependency is declared or was found, for people
	 */
	public record Edge(String from, String to, DependencyType type, boolean inferred, @Nullable Duration timeout,
			String description, String source) {

	}

}
