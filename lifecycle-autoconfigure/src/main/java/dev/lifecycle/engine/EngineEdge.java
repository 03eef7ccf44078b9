package dev.lifecycle.engine;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.Coordinator.Timer;
import dev.lifecycle.graph.GraphEdge;

/**
 * An edge of the graph during a start. Owned by the coordinator.
 */
class EngineEdge {

	final GraphEdge graph;

	final EngineNode dependent;

	final EngineNode dependency;

	boolean met;

	boolean timedOut;

	@Nullable Timer timer;

	EngineEdge(GraphEdge graph, EngineNode dependent, EngineNode dependency) {
		this.graph = graph;
		this.dependent = dependent;
		this.dependency = dependency;
	}

	boolean is(DependencyType type) {
		return this.graph.is(type);
	}

	void reset() {
		this.met = false;
		this.timedOut = false;
		cancelTimer();
	}

	void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	/**
	 * Return whether the dependent has nothing to wait for here any more.
	 * @return {@code true} if the condition of the edge's type holds
	 */
	boolean isSatisfied() {
		if (this.dependency.isBarrier()) {
			return this.dependency.passed;
		}
		if (!this.dependency.submitted) {
			return true;
		}
		ServiceState state = this.dependency.state;
		if (this.graph.isBarrier()) {
			return isUp(state) || state == ServiceState.FAILED;
		}
		if (is(DependencyType.SOFT)) {
			return isUp(state) || state == ServiceState.VALIDATING || state == ServiceState.FAILED;
		}
		if (is(DependencyType.OPTIONAL)) {
			return this.timedOut || state == ServiceState.READY || state == ServiceState.FAILED;
		}
		return state == ServiceState.READY;
	}

	private static boolean isUp(ServiceState state) {
		return state == ServiceState.READY || state == ServiceState.NOT_READY;
	}

	/**
	 * Return whether the dependent runs without what it would like to have.
	 * @return {@code true} if the dependency is optional and not ready
	 */
	boolean isDegrading() {
		return is(DependencyType.OPTIONAL) && this.dependency.submitted && this.dependency.state != ServiceState.READY;
	}

}
