package dev.lifecycle.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A start-up that is over.
 *
 * @param begun when the first service was asked to start
 * @param duration time from then until the start-up had succeeded or failed
 * @param successful whether all required services became ready
 * @param phases how long each named phase took that had ended by then
 * @param services how long each service that became ready started and was validated
 */
record PastStartup(Instant begun, Duration duration, boolean successful, Map<String, Duration> phases,
		Map<String, Duration> services) {

	PastStartup {
		phases = Map.copyOf(phases);
		services = Map.copyOf(services);
	}

}
