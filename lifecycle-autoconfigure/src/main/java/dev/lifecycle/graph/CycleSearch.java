package dev.lifecycle.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Breadth-first searches inside strongly connected components.
 */
class CycleSearch {

	private final int[] components;

	CycleSearch(int[] components) {
		this.components = components;
	}

	/**
	 * Return the edges of a shortest path of dependencies that stays inside the component
	 * of its ends.
	 * @param from the first dependent
	 * @param to the last dependency
	 * @return the edges; empty if there is no path
	 */
	List<GraphEdge> path(GraphNode from, GraphNode to) {
		return path(from, to, this.components);
	}

	// Return a short cycle through the first node that lies on one.
	List<GraphEdge> shortestCycle(List<GraphNode> nodes, int[] components) {
		Map<Integer, Long> sizes = nodes.stream()
			.collect(Collectors.groupingBy((node) -> components[node.index], Collectors.counting()));
		for (GraphNode node : nodes) {
			if (sizes.getOrDefault(components[node.index], 0L) > 1) {
				return path(node, node, components);
			}
		}
		throw new IllegalArgumentException("No cycle");
	}

	private static List<GraphEdge> path(GraphNode from, GraphNode to, int[] components) {
		Map<GraphNode, @Nullable GraphEdge> reachedBy = new HashMap<>();
		Deque<GraphNode> queue = new ArrayDeque<>();
		queue.add(from);
		while (!queue.isEmpty()) {
			for (GraphEdge edge : queue.remove().dependencies) {
				GraphNode next = edge.dependency();
				if (components[next.index] == components[to.index] && !reachedBy.containsKey(next)) {
					reachedBy.put(next, edge);
					if (next == to) {
						return trace(from, to, reachedBy);
					}
					queue.add(next);
				}
			}
		}
		return List.of();
	}

	private static List<GraphEdge> trace(GraphNode from, GraphNode to, Map<GraphNode, @Nullable GraphEdge> reachedBy) {
		Deque<GraphEdge> path = new ArrayDeque<>();
		GraphEdge edge = reachedBy.get(to);
		while (edge != null) {
			path.addFirst(edge);
			edge = (edge.dependent() != from) ? reachedBy.get(edge.dependent()) : null;
		}
		return List.copyOf(path);
	}

}
