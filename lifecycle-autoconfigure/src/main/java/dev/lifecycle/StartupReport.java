package dev.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a start-up went.
 *
 * @param id short id of the start-up, which also marks its log lines; empty if there has
 * been none
 * @param startedAt when the first service was asked to start
 * @param total time from then until the start-up had succeeded or failed
 * @param sumOfStarts sum of the start times of all services, which is what a sequential
 * start would have taken
 * @param criticalPath the chain of services that decided the total time, first to last
 * @param services one entry per service, dependencies before their dependents
 * @param failure why the start-up failed, masked, as in the message of
 * {@link StartupFailedException}: the chain of services in the first line, advice in the
 * last one; {@code null} if it succeeded
 * @param abandonedThreads names of threads that did not return from a {@code start()},
 * {@code stop()} or readiness check in time, or did not end as background tasks of a
 * service that has stopped, and were left behind as daemons
 * @since 0.1.0
 */
public record StartupReport(String id, Instant startedAt, Duration total, Duration sumOfStarts,
		List<String> criticalPath, List<ServiceTiming> services, @Nullable String failure,
		List<String> abandonedThreads) {

	public StartupReport {
		criticalPath = List.copyOf(criticalPath);
		services = List.copyOf(services);
		abandonedThreads = List.copyOf(abandonedThreads);
	}

	/**
	 * Return whether the start-up succeeded.
	 * @return {@code true} if all required services became ready
	 */
	public boolean isSuccessful() {
		return this.failure == null;
	}

	/**
	 * What one service did.
	 *
	 * @param name the name of the service
	 * @param state its state when the report was made
	 * @param waited time it waited for its dependencies, its phase and a free place
	 * @param started time its {@code start()} took, all attempts and the pauses between
	 * them included
	 * @param validated time its readiness checks took
	 * @param attempts number of calls of {@code start()}
	 * @param waitedFor the dependency or phase that released it last; {@code null} if it
	 * waited for none
	 */
	public record ServiceTiming(String name, ServiceState state, Duration waited, Duration started, Duration validated,
			int attempts, @Nullable String waitedFor) {

		/**
		 * Return the time between release and readiness.
		 * @return the sum of start and validation
		 */
		public Duration busy() {
			return this.started.plus(this.validated);
		}

	}

}
