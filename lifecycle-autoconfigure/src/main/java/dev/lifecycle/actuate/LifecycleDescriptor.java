package dev.lifecycle.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.lifecycle.ValidationLevel;
import dev.lifecycle.races.Race;

/**
 * What the {@code lifecycle} endpoint answers: the services and their start-up at one
 * moment. Times are in ISO 8601, durations in milliseconds.
 *
 * @param schemaVersion version of this structure; a new major version takes something
 * away, a new minor one adds
 * @param environment the environment whose preset applies
 * @param state the state of the application
 * @param startup the latest start-up
 * @param services the services, dependencies before their dependents
 * @param races the calls of services into others that were not ready, the first one of
 * each pair; empty if there was none or nobody looked for them
 * @param history earlier start-ups; {@code null} if they are not remembered
 * @since 0.1.0
 */
public record LifecycleDescriptor(String schemaVersion, Environment environment, State state, Startup startup,
		List<ServiceDescriptor> services, List<Race> races,
		@Nullable HistoryDescriptor history) implements OperationResponseBody {

	/**
	 * The version of the structure.
	 */
	public static final String SCHEMA_VERSION = "1.1";

	public LifecycleDescriptor {
		services = List.copyOf(services);
		races = List.copyOf(races);
	}

	/**
	 * The environment whose preset applies.
	 *
	 * @param name the name
	 * @param origin where the name comes from, for people
	 * @param timeoutMultiplier factor for start-up time limits
	 * @param validationLevel level up to which readiness checks run
	 * @param monitorInterval milliseconds from one call of a check to the next;
	 * {@code null} if checks are not repeated
	 */
	public record Environment(String name, String origin, double timeoutMultiplier, ValidationLevel validationLevel,
			@Nullable Long monitorInterval) {

	}

	/**
	 * State of an application.
	 */
	public enum State {

		/**
		 * Services start, or are about to.
		 */
		STARTING,

		/**
		 * The start-up is complete and every required service is ready.
		 */
		READY,

		/**
		 * The start-up is complete, and a required service is not ready.
		 */
		NOT_READY,

		/**
		 * The latest start-up failed or was cancelled.
		 */
		FAILED,

		/**
		 * Services are being stopped.
		 */
		STOPPING,

		/**
		 * Services have been stopped.
		 */
		STOPPED

	}

	/**
	 * A start-up.
	 *
	 * @param id short id, as in the log lines of the start-up; {@code null} before the
	 * first
	 * @param begun when the first service was asked to start
	 * @param duration time from then until it had succeeded or failed, or until now
	 * @param sumOfStarts what a sequential start would have taken
	 * @param criticalPath the chain of services that decided the duration, first to last;
	 * empty until the start-up is over
	 * @param failure why it failed, and what to do, in several lines; {@code null} if it
	 * did not
	 * @param abandonedThreads names of threads that did not return in time
	 * @param timeline what each service did in it, dependencies before their dependents
	 */
	public record Startup(@Nullable String id, String begun, long duration, long sumOfStarts, List<String> criticalPath,
			@Nullable String failure, List<String> abandonedThreads, List<Span> timeline) {

		public Startup {
			criticalPath = List.copyOf(criticalPath);
			abandonedThreads = List.copyOf(abandonedThreads);
			timeline = List.copyOf(timeline);
		}

	}

	/**
	 * What a service did in a start-up, up to now.
	 *
	 * @param service the name of the service
	 * @param begin when it was asked to start, from the begin of the start-up
	 * @param timings what it did from then on
	 */
	public record Span(String service, long begin, Timings timings) {

		/**
		 * Return when the service was done.
		 * @return the end, from the begin of the start-up
		 */
		public long end() {
			return this.begin + this.timings.total();
		}

	}

	/**
	 * How long a service has been at what.
	 *
	 * @param waiting time it waited for its dependencies, its phase and a free place
	 * @param starting time its {@code start()} took, all attempts and the pauses between
	 * them included
	 * @param validating time its readiness checks took
	 */
	public record Timings(long waiting, long starting, long validating) {

		long total() {
			return this.waiting + busy();
		}

		long busy() {
			return this.starting + this.validating;
		}

	}

}
