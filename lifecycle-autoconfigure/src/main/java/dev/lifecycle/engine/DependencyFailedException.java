package dev.lifecycle.engine;

/**
 * Thrown when a service cannot start because one that it requires has failed.
 *
 * @since 0.1.0
 */
public final class DependencyFailedException extends RuntimeException {

	DependencyFailedException(String service, String dependency, Throwable cause) {
		super("Service '" + service + "' requires '" + dependency + "', which has failed", cause);
	}

}
