package dev.lifecycle.graph;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when services depend on each other in a circle.
 *
 * @since 0.1.0
 */
public final class DependencyCycleException extends InvalidGraphException {

	private final List<GraphEdge> cycle;

	DependencyCycleException(List<GraphEdge> cycle) {
		super("Services depend on each other: "
				+ cycle.stream().map((edge) -> edge.dependent().name()).collect(Collectors.joining(" → ")));
		this.cycle = List.copyOf(cycle);
	}

	/**
	 * Return the edges of the circle; the dependency of each is the dependent of the
	 * next.
	 * @return the edges
	 */
	public List<GraphEdge> cycle() {
		return this.cycle;
	}

}
