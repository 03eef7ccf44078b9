package dev.lifecycle.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessProbe;

/**
 * One check of a readiness contract.
 *
 * @param name the name, unique within its service
 * @param timeout time that one call may take, at start before the timeout multiplier
 * @param probe the check; may block, is interrupted when the time is over; an exception
 * means not ready
 * @param retries how often the check is tried again at start before it counts as failed;
 * {@code null} for as often as time allows, or never if it is not critical
 * @param critical whether the service is not ready without it; otherwise it is degraded
 * @param interval time from one call to the next once the service has started;
 * {@code null} if the check counts at start only
 * @param grace time beyond its limit that a call has to tell what took so long, zero if
 * it would not
 * @since 0.1.0
 */
public record ContractCheck(String name, Duration timeout, ReadinessProbe probe, @Nullable Integer retries,
		boolean critical, @Nullable Duration interval, Duration grace) {

	/**
	 * Create a check that has no grace.
	 * @param name the name, unique within its service
	 * @param timeout time that one call may take, at start before the timeout multiplier
	 * @param probe the check
	 * @param retries how often the check is tried again at start
	 * @param critical whether the service is not ready without it
	 * @param interval time from one call to the next once the service has started
	 */
	public ContractCheck(String name, Duration timeout, ReadinessProbe probe, @Nullable Integer retries,
			boolean critical, @Nullable Duration interval) {
		this(name, timeout, probe, retries, critical, interval, Duration.ZERO);
	}

	/**
	 * Return whether a failure is final.
	 * @param failures how often the check has failed
	 * @return {@code false} if it is to be tried again
	 */
	boolean isExhausted(int failures) {
		if (this.retries == null) {
			return !this.critical;
		}
		return failures > this.retries;
	}

}
