package dev.lifecycle.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ServiceState;

/**
 * A service has changed its state.
 *
 * @param service the name of the service
 * @param from the state it had
 * @param to the state it has
 * @param epoch which run of the service this belongs to
 * @param elapsed time it spent in the former state
 * @param detail what it waits or waited for, for people; empty if there is nothing to say
 * @param releasedBy the service that let it start last; {@code null} if it waited for
 * none
 * @param cause why it failed; {@code null} if it did not
 * @since 0.1.0
 */
public record StateChange(String service, ServiceState from, ServiceState to, long epoch, Duration elapsed,
		String detail, @Nullable String releasedBy, @Nullable Throwable cause) {

}
