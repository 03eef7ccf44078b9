package dev.lifecycle.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * One call of {@code start()}. Either it returns in time and tells the engine, or the
 * engine abandons it; should it return later, it stops the service at once, on its own
 * thread and whether or not the engine still runs, so that no zombie is left.
 */
class Attempt implements Runnable {

	private final AtomicReference<Outcome> outcome = new AtomicReference<>(Outcome.PENDING);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	private final EngineNode node;

	private final ServiceComponent component;

	private final Callbacks callbacks;

	private final @Nullable String startup;

	final Thread thread;

	Attempt(EngineNode node, Callbacks callbacks, Threads threads) {
		this.node = node;
		this.component = node.managed().component();
		this.callbacks = callbacks;
		this.startup = node.startup;
		this.thread = threads.create("lifecycle-" + node.name(), this);
	}

	@Override
	public void run() {
		StartupId.mark(this.startup, this::call);
	}

	private void call() {
		Throwable failure = null;
		try {
			if (!this.component.isRunning()) {
				this.component.start();
			}
		}
		catch (Throwable ex) {
			failure = ex;
		}
		if (this.outcome.compareAndSet(Outcome.PENDING, Outcome.RETURNED)) {
			this.callbacks.returned(this.node, this, failure);
			return;
		}
		Throwable startFailure = failure;
		Threads.clearInterrupt(this.interrupted);
		new StopCall(this.component,
				(stopFailure) -> this.callbacks.returnedLate(this.node, this, startFailure, stopFailure), () -> {
				})
			.run();
	}

	/**
	 * Give up on the call: interrupt it and ignore its result.
	 * @return {@code false} if it has returned, so that its result is on its way
	 */
	boolean abandon() {
		if (!this.outcome.compareAndSet(Outcome.PENDING, Outcome.ABANDONED)) {
			return false;
		}
		this.thread.interrupt();
		this.interrupted.countDown();
		return true;
	}

	/**
	 * Ask the call to return, without giving up on it.
	 */
	void interrupt() {
		this.thread.interrupt();
	}

	private enum Outcome {

		PENDING, RETURNED, ABANDONED

	}

	/**
	 * Called on the thread of the attempt.
	 */
	interface Callbacks {

		void returned(EngineNode node, Attempt attempt, @Nullable Throwable failure);

		void returnedLate(EngineNode node, Attempt attempt, @Nullable Throwable startFailure,
				@Nullable Throwable stopFailure);

	}

}
