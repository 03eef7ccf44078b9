package dev.lifecycle;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a service at one moment.
 *
 * @param name the name of the service
 * @param state the state
 * @param degraded whether the service runs without one of its optional dependencies
 * @param since since when the service has been in this state
 * @param failingCheck the readiness check that keeps the service from being ready, with
 * its reason; {@code null} if none does
 * @since 0.1.0
 */
public record ServiceStatus(String name, ServiceState state, boolean degraded, Instant since,
		@Nullable String failingCheck) {

}
