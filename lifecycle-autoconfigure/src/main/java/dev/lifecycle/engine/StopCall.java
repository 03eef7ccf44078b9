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

	@Nullable Thread thread;

	StopCall(ServiceComponent component, Consumer<@Nullable Throwable> whenFinished) {
		this.component = component;
		this.whenFinished = whenFinished;
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
		if (this.finished.compareAndSet(false, true)) {
			this.whenFinished.accept(failure);
		}
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
