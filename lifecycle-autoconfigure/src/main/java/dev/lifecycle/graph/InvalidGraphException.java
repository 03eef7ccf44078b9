package dev.lifecycle.graph;

/**
 * Thrown when services and dependencies do not form a graph that can be started.
 *
 * @since 0.1.0
 */
public abstract sealed class InvalidGraphException extends RuntimeException
		permits DuplicateServiceException, SelfDependencyException, UnknownServiceException, UnknownPhaseException,
		DuplicatePhaseException, DependencyCycleException, LaterPhaseException, ManualDependencyException {

	InvalidGraphException(String message) {
		super(message);
	}

}
