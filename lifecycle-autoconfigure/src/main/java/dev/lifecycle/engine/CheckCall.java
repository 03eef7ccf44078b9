package dev.lifecycle.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.Coordinator.Timer;
import dev.lifecycle.text.Texts;

/**
 * One call of a check. Either it answers in time, or it is interrupted and its answer
 * ignored. Owned by the coordinator, apart from {@link #run()}.
 */
class CheckCall implements Runnable {

	private final AtomicReference<Outcome> outcome = new AtomicReference<>(Outcome.PENDING);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	private final EngineContext context;

	private final ContractCheck check;

	private final String name;

	private final Callbacks callbacks;

	/**
	 * The start-up it is part of; {@code null} if it is repeated afterwards.
	 */
	private final @Nullable String startup;

	private final long begin;

	private final Duration limit;

	private final Timer timer;

	private volatile @Nullable Thread thread;

	private boolean cancelled;

	private volatile boolean finished;

	private boolean returned;

	CheckCall(EngineContext context, EngineNode node, ContractCheck check, Duration limit, Callbacks callbacks) {
		this.context = context;
		this.check = check;
		this.name = "lifecycle-" + node.name() + "-check-" + check.name();
		this.callbacks = callbacks;
		this.startup = node.is(ServiceState.VALIDATING) ? node.startup : null;
		this.begin = context.coordinator().nanoTime();
		this.limit = limit;
		this.timer = context.after(limit.plus(check.grace()), this::expire);
		node.checkCalls.put(check, this);
	}

	// Run on a thread of its own.
	void start() {
		Thread thread = this.context.threads().create(this.name, this);
		this.thread = thread;
		thread.start();
	}

	@Override
	public void run() {
		StartupId.mark(this.startup, this::callNamed);
	}

	private void callNamed() {
		Thread thread = this.thread;
		if (thread != null) {
			call();
			return;
		}
		thread = Thread.currentThread();
		String name = thread.getName();
		thread.setName(this.name);
		this.thread = thread;
		call();
		thread.setName(name);
	}

	private void call() {
		String failure = (this.outcome.get() == Outcome.PENDING) ? probe() : "called too late";
		boolean inTime = this.outcome.compareAndSet(Outcome.PENDING, Outcome.RETURNED);
		if (!inTime) {
			Threads.clearInterrupt(this.interrupted);
		}
		this.finished = true;
		Duration elapsed = Duration.ofNanos(this.context.coordinator().nanoTime() - this.begin);
		this.context.post(() -> returned(inTime, failure, elapsed));
	}

	private @Nullable String probe() {
		try {
			ReadinessResult result = Objects.requireNonNull(this.check.probe().check(), "The check returned null");
			if (result.isReady()) {
				return null;
			}
			return (result.reason() != null) ? Texts.line(result.reason()) : "not ready";
		}
		catch (Throwable ex) {
			return Texts.reason(ex);
		}
	}

	private void returned(boolean inTime, @Nullable String failure, Duration elapsed) {
		this.returned = true;
		this.timer.cancel();
		if (this.cancelled) {
			return;
		}
		if (inTime) {
			this.callbacks.answered(failure, elapsed);
		}
		this.callbacks.returned();
	}

	/**
	 * Give up on the call if it has not returned: interrupt it and ignore its answer.
	 */
	void expire() {
		if (abandon()) {
			this.callbacks.expired("no answer" + remote() + " within " + Texts.duration(this.limit), this.limit);
		}
	}

	private String remote() {
		String remote = (this.check.probe() instanceof RemoteProbe probe) ? probe.remote() : null;
		return (remote != null) ? " from " + remote : "";
	}

	void cancel() {
		this.cancelled = true;
		this.timer.cancel();
		abandon();
	}

	private boolean abandon() {
		if (!this.outcome.compareAndSet(Outcome.PENDING, Outcome.ABANDONED)) {
			return false;
		}
		Thread thread = this.thread;
		if (thread != null) {
			thread.interrupt();
			this.context.threads().abandon(this.name, () -> !this.finished);
		}
		this.interrupted.countDown();
		return true;
	}

	/**
	 * Return whether the check has not answered in time and has not returned since.
	 * @return {@code true} if the call hangs
	 */
	boolean isHung() {
		return !this.returned && this.outcome.get() == Outcome.ABANDONED;
	}

	boolean hasReturned() {
		return this.returned;
	}

	@Nullable Thread thread() {
		return this.thread;
	}

	@Override
	public String toString() {
		return this.name;
	}

	private enum Outcome {

		PENDING, RETURNED, ABANDONED

	}

	/**
	 * Called on the coordinator. A call is either answered or expired, and returned
	 * later.
	 */
	interface Callbacks {

		void answered(@Nullable String failure, Duration elapsed);

		void expired(String failure, Duration elapsed);

		void returned();

	}

}
