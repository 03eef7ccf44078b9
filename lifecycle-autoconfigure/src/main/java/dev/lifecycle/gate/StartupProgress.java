package dev.lifecycle.gate;

import java.time.Duration;
import java.util.List;

/**
 * How far the start-up is, as told to clients that have to come back. Called on request
 * threads: implementations are thread-safe and do not block.
 *
 * @since 0.1.0
 */
public interface StartupProgress {

	/**
	 * Return how many services are ready.
	 * @return the number of services
	 */
	int ready();

	/**
	 * Return how many services there are.
	 * @return the number of services
	 */
	int total();

	/**
	 * Return how long the start-up is expected to take from now.
	 * @return the time left; zero or less if it is overdue
	 */
	Duration remaining();

	/**
	 * Return what is not ready yet. Only told to clients if the configuration allows it.
	 * @return the names of services
	 */
	default List<String> waitingFor() {
		return List.of();
	}

	/**
	 * Return a progress for applications that do not know theirs.
	 * @return no services, and always five seconds left
	 */
	static StartupProgress unknown() {
		return new StartupProgress() {

			@Override
			public int ready() {
				return 0;
			}

			@Override
			public int total() {
				return 0;
			}

			@Override
			public Duration remaining() {
				return Duration.ofSeconds(5);
			}

		};
	}

}
