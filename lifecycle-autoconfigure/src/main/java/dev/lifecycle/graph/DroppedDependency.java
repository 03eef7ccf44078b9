package dev.lifecycle.graph;

/**
 * An edge that is not in force.
 *
 * @param service the dependent service
 * @param dependency the edge
 * @param reason why it was dropped
 * @since 0.1.0
 */
public record DroppedDependency(String service, Dependency dependency, Reason reason) {

	/**
	 * Why an edge was dropped.
	 */
	public enum Reason {

		/**
		 * There is no such service.
		 */
		ABSENT,

		/**
		 * The edge would have closed a cycle.
		 */
		CYCLE,

		/**
		 * The edge would have made a phase wait for a later one.
		 */
		LATER_PHASE,

		/**
		 * The service it leads to does not start with the application.
		 */
		MANUAL

	}

}
