package dev.lifecycle.graph;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A named stage of the start-up. It begins when all services of the phases before it are
 * ready, or optional and failed.
 *
 * @param name the unique name
 * @param timeout how long the phase may take; {@code null} for no limit of its own
 * @param parallel whether its services start in parallel, as far as the graph allows
 * @since 0.1.0
 */
public record Phase(String name, @Nullable Duration timeout, boolean parallel) {

}
