package dev.lifecycle;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a service at one moment.
 *
 * @param name the name of the service
 * @param state the state
 * @param degraded whether the service runs without something it should have
 * @param since since when the service has been in this state
 * @param failingCheck the readiness check that keeps the service from being ready, with
 * its reason; {@code null} if none does
 * @param degradedBecause what the service runs without: optional services that are not
 * ready and checks that fail without being critical, one text for people each
 * @since 0.1.0
 */
public record ServiceStatus(String name, ServiceState state, boolean degraded, Instant since,
		@Nullable String failingCheck, List<String> degradedBecause) {

	public ServiceStatus {
		degradedBecause = List.copyOf(degradedBecause);
	}

}
