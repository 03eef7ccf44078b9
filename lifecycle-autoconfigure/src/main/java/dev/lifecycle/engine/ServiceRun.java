package dev.lifecycle.engine;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The latest run of a service, from the request to start it.
 *
 * @param name the name of the service
 * @param epoch which run this is, from 1; 0 if the service has never been asked to start
 * @param begun when it was asked to start; {@code null} if it never was
 * @param waitingFor the dependencies, and begins or ends of phases, it still waits for;
 * empty if it does not wait, or only for a free place to start
 * @param releasedBy the service that let it start last; {@code null} if it waited for
 * none
 * @param failure why it failed, masked and in one line; {@code null} if it did not
 * @param restarts whether it is being restarted, and how often it has been
 * @since 0.1.0
 */
public record ServiceRun(String name, long epoch, @Nullable Instant begun, List<String> waitingFor,
		@Nullable String releasedBy, @Nullable String failure, ServiceRestarts restarts) {

	public ServiceRun {
		waitingFor = List.copyOf(waitingFor);
	}

}
