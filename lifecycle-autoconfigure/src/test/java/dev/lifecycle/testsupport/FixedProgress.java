package dev.lifecycle.testsupport;

import java.time.Duration;
import java.util.List;

import dev.lifecycle.gate.StartupProgress;

/**
 * A progress that does not progress.
 *
 * @param ready the number of services that are ready
 * @param total the number of services
 * @param waitingFor the names of those that are not
 * @param remaining the time left
 */
public record FixedProgress(int ready, int total, List<String> waitingFor,
		Duration remaining) implements StartupProgress {

}
