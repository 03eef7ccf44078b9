package dev.lifecycle.actuate;

import java.util.Locale;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * How something has ended, as a tag of meters.
 */
enum Outcome {

	SUCCESS, FAILURE, CANCELLED;

	static final String TAG = "outcome";

	static Outcome of(@Nullable Throwable failure) {
		return (failure instanceof CancellationException) ? CANCELLED : FAILURE;
	}

	String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
