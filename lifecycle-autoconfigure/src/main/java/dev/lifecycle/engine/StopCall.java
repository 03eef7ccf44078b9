package dev.lifecycle.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One call of {@code stop()}, which is over when the component calls back or throws.
 */
class StopCall implements Runnable {

	private final AtomicBoolean finished = new AtomicBoolean();

	private final ServiceComponent component;

	private final Consumer<@Nullable Throwable> whenFinished;

	private final Runnable whenReturnedLate;

	@Nullable Thread thread;

	private volatile boolean returned;

	StopCall(ServiceComponent component, Consumer<@Nullable Throwable> whenFinished, Runnable whenReturnedLate) {
		this.component = component;
		this.whenFinished = whenFinished;
		this.whenReturnedLate = whenReturnedLate;
	}

	@Override
	public void run() {
		try {
			this.component.stop(() -> finish(null));
		}
		catch (Throwable ex) {
			finish(ex);
		}
	}

	private void finish(@Nullable Throwable failure) {
		this.returned = true;
		if (this.finished.compareAndSet(false, true)) {
			this.whenFinished.accept(failure);
		}
		else {
			this.whenReturnedLate.run();
		}
	}

	/**
	 * Return whether the component has stopped, in time or not.
	 * @return {@code true} if the call is really over
	 */
	boolean hasReturned() {
		return this.returned;
	}

	/**
	 * Give up on the call: interrupt it and ignore its end.
	 * @return {@code false} if it is over, so that its end is on its way
	 */
	boolean abandon() {
		if (!this.finished.compareAndSet(false, true)) {
			return false;
		}
		if (this.thread != null) {
			this.thread.interrupt();
		}
		return true;
	}

}
