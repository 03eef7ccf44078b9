package dev.lifecycle.history;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What something usually took.
 *
 * @param median the middle one of all times
 * @param spread the length of the range in which the middle half of all times is
 * @param count the number of times
 * @since 0.1.0
 */
public record Usual(Duration median, Duration spread, int count) {

	// Less than that is chance, or a busy machine.
	private static final Duration LEAST_LOSS = Duration.ofMillis(100);

	static @Nullable Usual of(Collection<Duration> times) {
		if (times.isEmpty()) {
			return null;
		}
		List<Duration> sorted = times.stream().sorted().toList();
		return new Usual(quantile(sorted, 0.5), quantile(sorted, 0.75).minus(quantile(sorted, 0.25)), sorted.size());
	}

	// Between two times the result is in proportion.
	private static Duration quantile(List<Duration> sorted, double quantile) {
		double position = (sorted.size() - 1) * quantile;
		int index = (int) position;
		Duration lower = sorted.get(index);
		Duration upper = sorted.get(Math.min(index + 1, sorted.size() - 1));
		return lower.plusNanos(Math.round(upper.minus(lower).toNanos() * (position - index)));
	}

	/**
	 * Compare a time with what is usual, in the whole milliseconds that are written down.
	 * @param time a time
	 * @return how many times as long as usual it is; not above 1 until 100 ms are lost
	 */
	double ratio(Duration time) {
		double ratio = (double) millis(time) / millis(this.median);
		return (time.minus(this.median).compareTo(LEAST_LOSS) < 0) ? Math.min(1, ratio) : ratio;
	}

	private static long millis(Duration time) {
		return Math.max(1, time.toMillis());
	}

}
