package dev.lifecycle.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.lifecycle.LifecycleManager;

/**
 * Waits for what services become.
 */
final class Waiting {

	private static final long PAUSE_MILLIS = 10;

	private Waiting() {
	}

	static boolean until(LifecycleManager manager, Duration limit) {
		try {
			return manager.awaitReady(limit);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	// Asks again and again: that a state is too old to count is not an event. Returns the
	// latest value, which does not meet the condition if the time is over.
	static <T> T until(Supplier<T> current, Predicate<T> condition, Duration limit) {
		long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit);
		T value = current.get();
		while (!condition.test(value) && System.nanoTime() - deadline < 0) {
			try {
				TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
			}
			catch (InterruptedException ex) {
				throw interrupted(ex);
			}
			value = current.get();
		}
		return value;
	}

	private static AssertionError interrupted(InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new AssertionError("Interrupted while waiting", cause);
	}

}
