package dev.lifecycle.history;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What earlier start-ups were like, and this one compared with them.
 *
 * @param startups the number of earlier start-ups
 * @param failures the number of those that failed
 * @param duration how long those that succeeded took; {@code null} if none has
 * @param phases how long named phases took in them
 * @param services how long services started and were validated in them
 * @param slow this start-up if it took more than twice the usual time and at least 100 ms
 * more; {@code null} if it did not or is not over
 * @since 0.1.0
 */
public record HistorySummary(int startups, int failures, @Nullable Usual duration, Map<String, Usual> phases,
		Map<String, Usual> services, @Nullable SlowStartup slow) {

	public HistorySummary {
		phases = Collections.unmodifiableMap(new TreeMap<>(phases));
		services = Collections.unmodifiableMap(new TreeMap<>(services));
	}

}
