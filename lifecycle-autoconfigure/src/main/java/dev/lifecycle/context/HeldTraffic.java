package dev.lifecycle.context;

import java.time.Duration;

/**
 * Traffic that was held during start-up.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HeldTraffic {

	/**
	 * Wait until all of it has been answered.
	 * @param timeout how long to wait at most
	 * @return {@code false} if the time is over
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	boolean awaitAnswers(Duration timeout) throws InterruptedException;

}
