package dev.lifecycle.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.history.HistorySummary;
import dev.lifecycle.history.SlowStartup;

/**
 * Earlier start-ups, and this one compared with them. Durations are in milliseconds.
 *
 * @param startups the number of earlier start-ups
 * @param failures the number of those that failed
 * @param duration how long those that succeeded took; {@code null} if none has
 * @param phases how long named phases took in them, by name
 * @param services how long services started and were validated in them, by name
 * @param slow this start-up if it took more than twice the usual time; {@code null} if it
 * did not
 * @since 0.1.0
 */
public record HistoryDescriptor(int startups, int failures, @Nullable Usual duration, Map<String, Usual> phases,
		Map<String, Usual> services, @Nullable Slow slow) {

	static HistoryDescriptor of(HistorySummary summary) {
		SlowStartup slow = summary.slow();
		return new HistoryDescriptor(summary.startups(), summary.failures(), Usual.of(summary.duration()),
				Usual.of(summary.phases()), Usual.of(summary.services()), (slow != null) ? Slow.of(slow) : null);
	}

	/**
	 * What something usually took.
	 *
	 * @param median the middle one of all times
	 * @param spread the length of the range in which the middle half of all times is
	 * @param count the number of times
	 */
	public record Usual(long median, long spread, int count) {

		static @Nullable Usual of(dev.lifecycle.history.@Nullable Usual usual) {
			return (usual != null) ? new Usual(usual.median().toMillis(), usual.spread().toMillis(), usual.count())
					: null;
		}

		static Map<String, Usual> of(Map<String, dev.lifecycle.history.Usual> usual) {
			Map<String, Usual> result = new TreeMap<>();
			usual.forEach((name, value) -> result.put(name,
					new Usual(value.median().toMillis(), value.spread().toMillis(), value.count())));
			return result;
		}

	}

	/**
	 * A start-up that took more than twice the usual time.
	 *
	 * @param duration how long it took
	 * @param usual the median of earlier ones
	 * @param services the services that took notably longer than usual, the one that lost
	 * the most time first
	 */
	public record Slow(long duration, long usual, List<Grown> services) {

		static Slow of(SlowStartup slow) {
			return new Slow(slow.duration().toMillis(), slow.usual().median().toMillis(),
					slow.grown().stream().map(Grown::of).toList());
		}

	}

	/**
	 * A service that took notably longer than usual.
	 *
	 * @param service the name of the service
	 * @param duration how long it started and was validated
	 * @param usual the median of earlier start-ups; {@code null} if it is new
	 */
	public record Grown(String service, long duration, @Nullable Long usual) {

		static Grown of(SlowStartup.Grown grown) {
			Duration usual = (grown.usual() != null) ? grown.usual().median() : null;
			return new Grown(grown.service(), grown.duration().toMillis(), (usual != null) ? usual.toMillis() : null);
		}

	}

}
