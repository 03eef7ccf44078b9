package dev.lifecycle.context;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/**
 * Reads durations that annotations give as text.
 */
final class DurationReader {

	private final Environment environment;

	DurationReader(Environment environment) {
		this.environment = environment;
	}

	@Nullable Duration read(String text, String attribute) {
		if (text.isBlank()) {
			return null;
		}
		Duration duration;
		try {
			duration = DurationStyle.detectAndParse(this.environment.resolveRequiredPlaceholders(text).trim());
		}
		catch (IllegalArgumentException ex) {
			throw DiscoveryFailures.duration(attribute, text, "is not a duration", ex);
		}
		if (duration.isZero() || duration.isNegative()) {
			throw DiscoveryFailures.duration(attribute, text, "is not positive", null);
		}
		return duration;
	}

}
