package dev.lifecycle.context;

import java.util.Locale;

import dev.lifecycle.ValidationLevel;

/**
 * The environment whose preset applies.
 *
 * @param name the name
 * @param origin where the name comes from, for people
 * @param timeoutMultiplier factor for start-up time limits
 * @param validationLevel level up to which readiness checks run
 * @since 0.1.0
 */
public record LifecycleEnvironment(String name, String origin, double timeoutMultiplier,
		ValidationLevel validationLevel) {

	/**
	 * Describe the environment in one line.
	 * @return a text for people
	 */
	public String description() {
		return "environment %s (%s): time limits ×%s, readiness checks up to level %s".formatted(this.name, this.origin,
				this.timeoutMultiplier, this.validationLevel.name().toLowerCase(Locale.ROOT).replace('_', '-'));
	}

}
