package dev.lifecycle.gate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * Counts requests up and down, on threads that must not block, and lets others wait until
 * there are none.
 */
final class UnansweredRequests {

	private final Count count = new Count();

	void add() {
		this.count.releaseShared(1);
	}

	void remove() {
		this.count.releaseShared(-1);
	}

	boolean awaitNone(Duration timeout) throws InterruptedException {
		return this.count.tryAcquireSharedNanos(0, TimeUnit.NANOSECONDS.convert(timeout));
	}

	/**
	 * Can be acquired whenever it is zero.
	 */
	private static final class Count extends AbstractQueuedSynchronizer {

		@Override
		protected int tryAcquireShared(int ignored) {
			return (getState() == 0) ? 1 : -1;
		}

		@Override
		protected boolean tryReleaseShared(int change) {
			int current;
			do {
				current = getState();
			}
			while (!compareAndSetState(current, current + change));
			return current + change == 0;
		}

	}

}
