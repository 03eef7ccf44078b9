package dev.lifecycle.observation;

import java.time.Instant;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is observed. The times are those at which it happened; handlers are told a little
 * later.
 *
 * @since 0.1.0
 */
public abstract sealed class LifecycleObservationContext extends Observation.Context
		permits StartupObservationContext, ServiceStartObservationContext {

	/**
	 * Value of key names that do not apply.
	 */
	static final String NONE = "none";

	private final Instant begin;

	private @Nullable Instant end;

	private Outcome outcome = Outcome.UNKNOWN;

	LifecycleObservationContext(Instant begin) {
		this.begin = begin;
	}

	/**
	 * Return the id of the start-up.
	 * @return a short id; {@code null} for a service that is started again while the
	 * application runs
	 */
	public abstract @Nullable String getStartupId();

	/**
	 * Return when it began.
	 * @return the time
	 */
	public Instant getBegin() {
		return this.begin;
	}

	/**
	 * Return when it ended.
	 * @return the time; {@code null} if it has not
	 */
	public @Nullable Instant getEnd() {
		return this.end;
	}

	/**
	 * Return how it ended.
	 * @return the outcome
	 */
	public Outcome getOutcome() {
		return this.outcome;
	}

	void end(Instant end, Outcome outcome) {
		this.end = end;
		this.outcome = outcome;
	}

	/**
	 * How a start ends.
	 */
	public enum Outcome {

		/**
		 * It has not ended.
		 */
		UNKNOWN,

		/**
		 * What was started is ready.
		 */
		SUCCESS,

		/**
		 * It failed.
		 */
		FAILURE,

		/**
		 * It was given up for another reason.
		 */
		CANCELLED

	}

}
