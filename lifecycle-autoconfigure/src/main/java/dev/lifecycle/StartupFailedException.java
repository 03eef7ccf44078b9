package dev.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an application cannot start because a required service did not become
 * ready, a time limit was reached, or the start-up was cancelled. The message names the
 * chain of services from what could not start to what failed, with secrets masked; the
 * cause is the exception of the service that failed first, and secondary exceptions are
 * suppressed onto it.
 *
 * @since 0.1.0
 */
public class StartupFailedException extends RuntimeException {

	private final transient StartupReport report;

	/**
	 * Create a new exception.
	 * @param message the chain of services and the root message, masked
	 * @param cause the first failure; {@code null} if the start-up was cancelled
	 * @param report how far the start-up went
	 */
	public StartupFailedException(String message, @Nullable Throwable cause, StartupReport report) {
		super(message, cause);
		this.report = report;
	}

	/**
	 * Return how far the start-up went.
	 * @return the report
	 */
	public StartupReport report() {
		return this.report;
	}

}
