package dev.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * Outcome of a readiness check.
 *
 * @param isReady whether the service is ready as far as this check can tell
 * @param reason why it is not, in one sentence for people; {@code null} if unknown or
 * ready
 * @since 0.1.0
 */
public record ReadinessResult(boolean isReady, @Nullable String reason) {

	private static final ReadinessResult READY = new ReadinessResult(true, null);

	/**
	 * Return the result of a passed check.
	 * @return a ready result
	 */
	public static ReadinessResult ready() {
		return READY;
	}

	/**
	 * Return the result of a failed check.
	 * @param reason why the service is not ready, in one sentence for people
	 * @return a result that is not ready
	 */
	public static ReadinessResult notReady(String reason) {
		return new ReadinessResult(false, reason);
	}

}
