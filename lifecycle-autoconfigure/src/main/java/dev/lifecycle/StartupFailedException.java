package dev.lifecycle;

import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an application cannot start because a required service did not become
 * ready, a time limit was reached, or the start-up was cancelled. The message is meant
 * for people: its first line names the chain of services from what could not start to
 * what failed, and why that did; then it shows where the thread is stuck, if one is, and
 * says what to do. Secrets are masked. The cause is the exception of the service that
 * failed first, and secondary exceptions are suppressed onto this one.
 *
 * @since 0.1.0
 */
public class StartupFailedException extends RuntimeException {

	private final String description;

	private final @Nullable String advice;

	private final transient StartupReport report;

	/**
	 * Create a new exception that knows no advice.
	 * @param message the chain of services and the root message, masked
	 * @param cause the first failure, a {@link CancellationException} if the start-up was
	 * cancelled; {@code null} if it is not known
	 * @param report how far the start-up went
	 */
	public StartupFailedException(String message, @Nullable Throwable cause, StartupReport report) {
		this(message, null, cause, report);
	}

	/**
	 * Create a new exception.
	 * @param description the chain of services and the root message in one line, and
	 * where a thread is stuck, masked
	 * @param advice what to do; {@code null} if nothing is known
	 * @param cause the first failure, a {@link CancellationException} if the start-up was
	 * cancelled; {@code null} if it is not known
	 * @param report how far the start-up went
	 */
	public StartupFailedException(String description, @Nullable String advice, @Nullable Throwable cause,
			StartupReport report) {
		super((advice != null) ? description + "\n\n" + advice : description, cause);
		this.description = description;
		this.advice = advice;
		this.report = report;
	}

	/**
	 * Return what has happened.
	 * @return the message without the advice
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Return what to do.
	 * @return a few sentences; {@code null} if nothing is known
	 */
	public @Nullable String advice() {
		return this.advice;
	}

	/**
	 * Return whether the start-up was given up without anything having failed.
	 * @return {@code true} if somebody stopped the services before they were ready
	 */
	public boolean isCancelled() {
		return getCause() instanceof CancellationException;
	}

	/**
	 * Return how far the start-up went.
	 * @return the report
	 */
	public StartupReport report() {
		return this.report;
	}

}
