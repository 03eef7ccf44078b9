package dev.lifecycle.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * Runs the steps of the engine one at a time, in order, so that its state has a single
 * owner and needs no locks; and keeps its time.
 */
interface Coordinator {

	/**
	 * Return the current value of a clock that never goes back.
	 * @return the time in nanoseconds
	 */
	long nanoTime();

	/**
	 * Return the time of day.
	 * @return the current instant
	 */
	Instant now();

	/**
	 * Run a step after those submitted before.
	 * @param step the step
	 * @return {@code false} if the coordinator is closed and the step will not run
	 */
	boolean execute(Runnable step);

	/**
	 * Run a step later.
	 * @param delay how much later
	 * @param step the step
	 * @return a handle that cancels it
	 */
	Timer schedule(Duration delay, Runnable step);

	/**
	 * Forget waiting steps and timers, and end.
	 */
	void close();

	/**
	 * A step that runs later.
	 */
	interface Timer {

		/**
		 * Do nothing later. The step does not run if this is called from another step.
		 */
		void cancel();

	}

}
