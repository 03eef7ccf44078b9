package dev.lifecycle.context;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ValidationLevel;
import dev.lifecycle.text.Texts;

/**
 * The environment whose preset applies.
 *
 * @param name the name
 * @param origin where the name comes from, for people
 * @param timeoutMultiplier factor for start-up time limits
 * @param validationLevel level up to which readiness checks run
 * @param monitorInterval time from one call of a check to the next while the application
 * runs; {@code null} if checks are not repeated
 * @since 0.1.0
 */
public record LifecycleEnvironment(String name, String origin, double timeoutMultiplier,
		ValidationLevel validationLevel, @Nullable Duration monitorInterval) {

	/**
	 * Describe the environment in one line.
	 * @return a text for people
	 */
	public String description() {
		return "environment %s (%s): time limits ×%s, readiness checks up to level %s, %s".formatted(this.name,
				this.origin, this.timeoutMultiplier,
				this.validationLevel.name().toLowerCase(Locale.ROOT).replace('_', '-'), (this.monitorInterval != null)
						? "repeated every " + Texts.duration(this.monitorInterval) : "not repeated");
	}

}
