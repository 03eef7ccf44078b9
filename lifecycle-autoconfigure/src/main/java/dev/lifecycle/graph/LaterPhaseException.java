package dev.lifecycle.graph;

import java.util.List;

/**
 * Thrown when a service depends, directly or through others, on a service of a later
 * phase, so that its own phase could never end.
 *
 * @since 0.1.0
 */
public final class LaterPhaseException extends InvalidGraphException {

	private final List<GraphEdge> path;

	LaterPhaseException(List<GraphEdge> path) {
		super("Service '" + path.get(0).dependent().name() + "' depends on '"
				+ path.get(path.size() - 1).dependency().name() + "' of a later phase");
		this.path = List.copyOf(path);
	}

	/**
	 * Return the declared edges that lead from the service of the earlier phase to the
	 * one of the later phase.
	 * @return the edges
	 */
	public List<GraphEdge> path() {
		return this.path;
	}

}
