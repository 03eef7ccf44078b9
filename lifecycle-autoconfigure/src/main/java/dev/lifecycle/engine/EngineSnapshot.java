package dev.lifecycle.engine;

import java.util.List;

import dev.lifecycle.ServiceStatus;
import dev.lifecycle.StartupReport.ServiceTiming;

/**
 * All services at one moment.
 *
 * @param complete whether the start-up is complete and nothing has been asked to stop
 * @param ready whether it is and every required service is ready
 * @param services the services, dependencies before their dependents
 * @param timings what each of them did, in the same order
 * @param runs what each of them waits for or failed with, in the same order
 * @since 0.1.0
 */
public record EngineSnapshot(boolean complete, boolean ready, List<ServiceStatus> services, List<ServiceTiming> timings,
		List<ServiceRun> runs) {

}
