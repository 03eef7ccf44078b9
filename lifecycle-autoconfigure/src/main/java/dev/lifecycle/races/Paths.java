package dev.lifecycle.races;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

import dev.lifecycle.DependencyType;
import dev.lifecycle.graph.GraphEdge;
import dev.lifecycle.graph.GraphNode;

/**
 * What the graph promises a service about another one.
 */
final class Paths {

	private Paths() {
	}

	/**
	 * Return whether a service starts after another one because it, or its phase, says
	 * so. One that the service has declared it can do without may be called whatever its
	 * state is.
	 * @param service the service
	 * @param other the other service
	 * @return {@code true} unless only soft edges lead to it, or none
	 */
	static boolean isDeclared(GraphNode service, GraphNode other) {
		return service.dependencies()
			.stream()
			.anyMatch((edge) -> edge.is(DependencyType.OPTIONAL) && edge.dependency() == other)
				|| lead(service, other, (edge) -> edge.is(DependencyType.REQUIRED) || edge.isBarrier());
	}

	/**
	 * Return whether a service cannot depend on another one because that one already
	 * waits for it.
	 * @param service the service
	 * @param other the other service
	 * @return {@code true} if an edge between them would close a cycle
	 */
	static boolean isImpossible(GraphNode service, GraphNode other) {
		return lead(other, service, (edge) -> !edge.is(DependencyType.SOFT));
	}

	private static boolean lead(GraphNode from, GraphNode to, Predicate<GraphEdge> edges) {
		Set<GraphNode> seen = new HashSet<>();
		Deque<GraphNode> open = new ArrayDeque<>();
		open.add(from);
		for (GraphNode node = open.poll(); node != null; node = open.poll()) {
			if (node == to) {
				return true;
			}
			if (seen.add(node)) {
				node.dependencies().stream().filter(edges).map(GraphEdge::dependency).forEach(open::add);
			}
		}
		return false;
	}

}
