package dev.lifecycle.engine;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a time limit is over. Its stack trace is that of the thread that was stuck,
 * if there was one.
 *
 * @since 0.1.0
 */
public final class ServiceTimeoutException extends RuntimeException {

	private static final int FRAMES = 20;

	private final boolean stuck;

	private final @Nullable String setting;

	ServiceTimeoutException(String message, @Nullable Thread stuck) {
		this(message, stuck, null);
	}

	ServiceTimeoutException(String message, @Nullable Thread stuck, @Nullable String setting) {
		super(message);
		this.stuck = stuck != null;
		this.setting = setting;
		setStackTrace((stuck != null) ? stuck.getStackTrace() : new StackTraceElement[0]);
	}

	/**
	 * Return whether the stack trace is that of a stuck thread.
	 * @return {@code true} if a thread was stuck
	 */
	public boolean isStuck() {
		return this.stuck;
	}

	/**
	 * Return where the stuck thread was.
	 * @return the upper part of its stack, in several lines
	 */
	public String where() {
		return Arrays.stream(getStackTrace())
			.limit(FRAMES)
			.map((frame) -> "   at " + frame)
			.collect(Collectors.joining("\n", "The thread was here:\n", ""));
	}

	/**
	 * Return where the limit is configured.
	 * @return words for the setting; {@code null} if there is none
	 */
	@Nullable String setting() {
		return this.setting;
	}

}
