package dev.lifecycle.observation;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.text.Texts;

/**
 * Stands in for a failure whose messages and stack trace may contain secrets.
 */
final class MaskedException extends Exception {

	private final String type;

	private MaskedException(String message, String type) {
		super(message, null, false, false);
		this.type = type;
	}

	static MaskedException of(Throwable failure) {
		return of(Texts.reason(failure), failure);
	}

	static MaskedException of(String message, @Nullable Throwable failure) {
		Throwable root = (failure != null) ? Texts.rootCause(failure) : null;
		return new MaskedException(message, Objects.toString((root != null) ? root.getClass().getSimpleName() : null,
				LifecycleObservationContext.NONE));
	}

	String type() {
		return this.type;
	}

}
