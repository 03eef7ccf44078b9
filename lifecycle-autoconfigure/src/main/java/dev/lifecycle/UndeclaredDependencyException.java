package dev.lifecycle;

/**
 * Thrown with {@code lifecycle.races.mode=fail} when the start of a service calls another
 * one that is not ready and that it does not depend on. Such a start is not retried.
 *
 * @since 0.1.0
 */
public final class UndeclaredDependencyException extends IllegalStateException {

	/**
	 * Create a new exception.
	 * @param message who called what, and what to do about it
	 */
	public UndeclaredDependencyException(String message) {
		super(message);
	}

}
