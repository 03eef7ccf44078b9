package dev.lifecycle.races;

import java.util.concurrent.CountDownLatch;

/**
 * What the service {@code door} does for others. Its start lasts until it has been called
 * too early.
 */
interface Door {

	void open();

	/**
	 * A start that can only end after an early call.
	 */
	class Lock {

		private final CountDownLatch called = new CountDownLatch(1);

		void called() {
			this.called.countDown();
		}

		void awaitCall() throws InterruptedException {
			this.called.await();
		}

	}

}
