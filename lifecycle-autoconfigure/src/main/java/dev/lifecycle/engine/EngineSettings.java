package dev.lifecycle.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Limits of the engine. Start-up limits are given before the timeout multiplier, which
 * the engine applies once, when it sets the limit.
 *
 * @param timeoutMultiplier factor for every start-up limit
 * @param startupTimeout time until all required services have to be ready
 * @param startTimeout time that one call of {@code start()} may take
 * @param readinessTimeout time until all checks of a service have to pass
 * @param dependencyTimeout time to wait for a required dependency; {@code null} for no
 * limit
 * @param optionalDependencyTimeout time to wait for an optional dependency
 * @param maxParallelStarts number of calls of {@code start()} at the same time
 * @param retry how failed starts are retried
 * @param checkRetryInterval pause before a failed check is tried again; doubles with each
 * try up to two seconds
 * @param shutdownTimeout time that stopping all services together may take
 * @param stopTimeout time that stopping one service may take
 * @param progressInterval how often to tell what a long start-up waits for
 * @param monitoring how services that have started are watched
 * @param restarting when services that are not ready any more are restarted
 * @since 0.1.0
 */
public record EngineSettings(double timeoutMultiplier, Duration startupTimeout, Duration startTimeout,
		Duration readinessTimeout, @Nullable Duration dependencyTimeout, Duration optionalDependencyTimeout,
		int maxParallelStarts, Retry retry, Duration checkRetryInterval, Duration shutdownTimeout, Duration stopTimeout,
		Duration progressInterval, Monitoring monitoring, Restarting restarting) {

	/**
	 * Return the default settings.
	 * @return the documented defaults
	 */
	public static EngineSettings defaults() {
		return new EngineSettings(1.0, Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ofSeconds(90), null,
				Duration.ofSeconds(10), Integer.MAX_VALUE,
				new Retry(2, Duration.ofMillis(500), 2.0, Duration.ofSeconds(30), 0.2, List.of()),
				Duration.ofMillis(200), Duration.ofSeconds(25), Duration.ofSeconds(30), Duration.ofSeconds(10),
				Monitoring.defaults(), Restarting.defaults());
	}

	/**
	 * Return these settings with another limit for stopping one service.
	 * @param stopTimeout time that stopping one service may take
	 * @return the settings
	 */
	public EngineSettings withStopTimeout(Duration stopTimeout) {
		return new EngineSettings(this.timeoutMultiplier, this.startupTimeout, this.startTimeout, this.readinessTimeout,
				this.dependencyTimeout, this.optionalDependencyTimeout, this.maxParallelStarts, this.retry,
				this.checkRetryInterval, this.shutdownTimeout, stopTimeout, this.progressInterval, this.monitoring,
				this.restarting);
	}

	/**
	 * Return a start-up limit as it applies.
	 * @param timeout the limit as given
	 * @return the limit, multiplied
	 */
	public Duration limit(Duration timeout) {
		return Duration.ofNanos((long) (TimeUnit.NANOSECONDS.convert(timeout) * this.timeoutMultiplier));
	}

	Duration limit(@Nullable Duration timeout, Duration defaultTimeout) {
		return limit((timeout != null) ? timeout : defaultTimeout);
	}

	/**
	 * How services that have started are watched.
	 *
	 * @param failureThreshold number of consecutive failures of a check that count
	 * @param successThreshold number of consecutive successes that end that
	 * @param maxAge time after which an earlier answer of a check counts no more;
	 * {@code null} for three times the interval of the check
	 * @param maxParallel number of checks that run at the same time
	 */
	public record Monitoring(int failureThreshold, int successThreshold, @Nullable Duration maxAge, int maxParallel) {

		/**
		 * Return the default settings.
		 * @return the documented defaults
		 */
		public static Monitoring defaults() {
			return new Monitoring(3, 1, null, 10);
		}

	}

	/**
	 * When services that are not ready any more are restarted.
	 *
	 * @param enabled whether they are at all
	 * @param after time that a service has to be not ready for
	 * @param cascade whether services that require it are restarted with it
	 * @param maxRestarts number of automatic restarts of one service within the window
	 * @param window time within which restarts count
	 * @param coolDown time from the end of one automatic restart of a service to the next
	 */
	public record Restarting(boolean enabled, Duration after, boolean cascade, int maxRestarts, Duration window,
			Duration coolDown) {

		/**
		 * Return the default settings.
		 * @return the documented defaults
		 */
		public static Restarting defaults() {
			return new Restarting(false, Duration.ofSeconds(30), true, 3, Duration.ofMinutes(10),
					Duration.ofMinutes(1));
		}

	}

	/**
	 * How failed starts are retried.
	 *
	 * @param maxRetries number of retries
	 * @param initialDelay pause before the first retry
	 * @param multiplier factor by which the pause grows
	 * @param maxDelay longest pause
	 * @param jitter fraction by which a pause is randomly shortened or lengthened
	 * @param notRetried exception types that end a start at once
	 */
	public record Retry(int maxRetries, Duration initialDelay, double multiplier, Duration maxDelay, double jitter,
			List<Class<? extends Throwable>> notRetried) {

		public Retry {
			notRetried = List.copyOf(notRetried);
		}

		Retry unlimited() {
			return new Retry(Integer.MAX_VALUE, this.initialDelay, this.multiplier, this.maxDelay, this.jitter,
					this.notRetried);
		}

	}

}
