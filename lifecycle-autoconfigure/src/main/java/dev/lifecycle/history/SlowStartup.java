package dev.lifecycle.history;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.text.Texts;

/**
 * A start-up that took more than twice the usual time, and at least 100 ms more.
 *
 * @param duration how long it took
 * @param usual what is usual
 * @param grown the services that took notably longer than usual, the one that lost the
 * most time first
 * @since 0.1.0
 */
public record SlowStartup(Duration duration, Usual usual, List<Grown> grown) {

	public SlowStartup {
		grown = List.copyOf(grown);
	}

	/**
	 * Describe the start-up for people.
	 * @return one line
	 */
	@Override
	public String toString() {
		String services = this.grown.isEmpty() ? "no service has grown, they waited longer"
				: this.grown.stream().map(Grown::toString).collect(Collectors.joining(", "));
		return "Start-up took %s instead of the usual %s (median of %s start-ups): %s".formatted(
				Texts.duration(this.duration), Texts.duration(this.usual.median()), this.usual.count(), services);
	}

	/**
	 * A service that took notably longer than usual.
	 *
	 * @param service the name of the service
	 * @param duration how long it started and was validated
	 * @param usual what is usual; {@code null} if it is new
	 */
	public record Grown(String service, Duration duration, @Nullable Usual usual) {

		@Override
		public String toString() {
			return "'%s' %s (%s)".formatted(this.service, Texts.duration(this.duration),
					(this.usual != null) ? "usually " + Texts.duration(this.usual.median()) : "new");
		}

	}

}
