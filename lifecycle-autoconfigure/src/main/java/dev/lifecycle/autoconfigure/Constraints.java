package dev.lifecycle.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Checks of configuration values at binding; messages start with the property's name.
 */
final class Constraints {

	private Constraints() {
	}

	static void positive(String property, @Nullable Duration value) {
		require(value == null || value.compareTo(Duration.ZERO) > 0, property, value, "must be greater than zero");
	}

	static void positive(String property, @Nullable Number value) {
		require(value == null || value.doubleValue() > 0, property, value, "must be greater than zero");
	}

	static void notNegative(String property, Duration value) {
		require(!value.isNegative(), property, value, "must not be negative");
	}

	static void notNegative(String property, int value) {
		require(value >= 0, property, value, "must not be negative");
	}

	static void atLeastOne(String property, double value) {
		require(value >= 1, property, value, "must be at least 1");
	}

	static void between(String property, int least, int most, int value) {
		require(value >= least && value <= most, property, value, "must be from " + least + " to " + most);
	}

	static void fraction(String property, double value) {
		require(value >= 0 && value < 1, property, value, "must be at least 0 and less than 1");
	}

	static void hasText(String property, @Nullable String value) {
		require(value != null && !value.isBlank(), property, value, "must not be empty");
	}

	private static void require(boolean condition, String property, @Nullable Object value, String message) {
		if (!condition) {
			throw new IllegalArgumentException("'%s' %s but is '%s'".formatted(property, message, value));
		}
	}

}
