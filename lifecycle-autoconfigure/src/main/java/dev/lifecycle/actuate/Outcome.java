package dev.lifecycle.actuate;

import java.util.Locale;

import dev.lifecycle.StartupFailedException;

/**
 * How something has ended, as a tag of meters.
 */
enum Outcome {

	SUCCESS, FAILURE, CANCELLED;

	static final String TAG = "outcome";

	static Outcome of(StartupFailedException failure) {
		return failure.isCancelled() ? CANCELLED : FAILURE;
	}

	String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
