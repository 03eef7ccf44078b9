package dev.lifecycle.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The validated, ordered graph of all services. Immutable. Planning takes time and memory
 * linear in services and edges, apart from one search inside its own circle for each soft
 * or inferred edge that lies on a circle.
 *
 * @since 0.1.0
 */
public final class ServiceGraph {

	private final List<GraphNode> nodes;

	private final Map<String, GraphNode> services;

	private final List<DroppedDependency> dropped;

	private final Set<String> overruled;

	ServiceGraph(List<GraphNode> nodes, Map<String, GraphNode> services, List<DroppedDependency> dropped,
			Set<String> overruled) {
		this.nodes = Collections.unmodifiableList(nodes);
		this.services = Collections.unmodifiableMap(services);
		this.dropped = List.copyOf(dropped);
		this.overruled = Collections.unmodifiableSet(overruled);
	}

	/**
	 * Plan a graph.
	 * @param definitions the services
	 * @param phases the named phases in order
	 * @return the graph
	 * @throws InvalidGraphException if the services cannot be started in any order
	 */
	public static ServiceGraph of(Collection<ServiceDefinition> definitions, List<Phase> phases) {
		return new GraphPlanner(definitions, phases).plan();
	}

	/**
	 * Return all nodes, services and the begins and ends of phases, dependencies before
	 * their dependents.
	 * @return the nodes
	 */
	public List<GraphNode> nodes() {
		return this.nodes;
	}

	/**
	 * Return the services by name, dependencies before their dependents.
	 * @return the services
	 */
	public Map<String, GraphNode> services() {
		return this.services;
	}

	/**
	 * Return the names of the services in the order in which they are stopped.
	 * @return the names, dependents before their dependencies
	 */
	public List<String> reverseOrder() {
		List<String> names = new ArrayList<>(this.services.keySet());
		Collections.reverse(names);
		return names;
	}

	/**
	 * Return the number of levels.
	 * @return the services on the longest path
	 */
	public int levels() {
		int levels = 0;
		for (GraphNode service : this.services.values()) {
			levels = Math.max(levels, service.level() + 1);
		}
		return levels;
	}

	/**
	 * Return the edges that are not in force.
	 * @return the dropped edges
	 */
	public List<DroppedDependency> dropped() {
		return this.dropped;
	}

	/**
	 * Return the services that were declared optional but are required by a required one.
	 * @return the names
	 */
	public Set<String> overruled() {
		return this.overruled;
	}

	/**
	 * Return the chain of services that decided how long a run took: from the service
	 * that finished last, each time to the one that released it.
	 * @param runs what each service did; those that never finished are left out
	 * @return the names, first to last
	 */
	public List<String> criticalPath(Map<String, Run> runs) {
		Map.Entry<String, Run> last = null;
		for (Map.Entry<String, Run> run : runs.entrySet()) {
			if (last == null || run.getValue().finishedNanos() - last.getValue().finishedNanos() > 0) {
				last = run;
			}
		}
		List<String> path = new ArrayList<>();
		String name = (last != null) ? last.getKey() : null;
		while (name != null) {
			path.add(name);
			Run run = runs.get(name);
			name = (run != null) ? run.releasedBy() : null;
		}
		Collections.reverse(path);
		return path;
	}

	/**
	 * What one service did in a run.
	 *
	 * @param finishedNanos when it was finished, in nanoseconds of any clock
	 * @param releasedBy the service that let it start last; {@code null} if it waited for
	 * none
	 */
	public record Run(long finishedNanos, @Nullable String releasedBy) {

	}

}
