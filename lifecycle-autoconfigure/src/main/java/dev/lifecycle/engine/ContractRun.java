package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.Coordinator.Timer;

/**
 * The checks of one service between its start and READY. Each is called on a thread of
 * its own until it passes, never while an earlier call of it has not returned. Owned by
 * the coordinator.
 */
class ContractRun {

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

	private final EngineContext context;

	private final List<CheckRun> checks = new ArrayList<>();

	private final Runnable passed;

	private final Runnable changed;

	private int open;

	private boolean cancelled;

	ContractRun(EngineContext context, EngineNode node, Runnable passed, Runnable changed) {
		this.context = context;
		this.passed = passed;
		this.changed = changed;
		for (ContractCheck check : node.managed().checks()) {
			this.checks.add(new CheckRun(node.name(), check));
		}
		this.open = this.checks.size();
	}

	void begin() {
		this.checks.forEach(CheckRun::call);
	}

	void cancel() {
		this.cancelled = true;
		this.checks.forEach(CheckRun::cancel);
	}

	/**
	 * Return what keeps the service from being ready.
	 * @return the first open check with its reason, without secrets
	 */
	String failing() {
		return this.checks.stream()
			.filter((check) -> !check.done)
			.findFirst()
			.map((check) -> check.check.name() + ": " + check.reason)
			.orElse("");
	}

	/**
	 * Return a thread that is inside a check.
	 * @return the thread; {@code null} if none is
	 */
	@Nullable Thread stuck() {
		return this.checks.stream().filter((check) -> check.late).map((check) -> check.thread).findFirst().orElse(null);
	}

	private final class CheckRun {

		private final String service;

		private final ContractCheck check;

		private Duration pause;

		private String reason = "not checked yet";

		private boolean done;

		private boolean late;

		private @Nullable Thread thread;

		private @Nullable Timer timer;

		CheckRun(String service, ContractCheck check) {
			this.service = service;
			this.check = check;
			this.pause = ContractRun.this.context.settings().checkRetryInterval();
		}

		void call() {
			EngineContext context = ContractRun.this.context;
			AtomicBoolean returned = new AtomicBoolean();
			try {
				Thread thread = context.threads()
					.create("lifecycle-" + this.service + "-check-" + this.check.name(), () -> {
						ReadinessResult result = probe();
						returned.set(true);
						context.post(() -> returned(result));
					});
				thread.start();
				this.thread = thread;
				Duration limit = context.settings().limit(this.check.timeout());
				this.timer = context.after(limit, () -> expired(thread, returned, limit));
			}
			catch (Throwable ex) {
				returned(ReadinessResult.notReady(Texts.reason(ex)));
			}
		}

		private ReadinessResult probe() {
			try {
				return Objects.requireNonNull(this.check.probe().call(), "The check returned null");
			}
			catch (Throwable ex) {
				return ReadinessResult.notReady(Texts.reason(ex));
			}
		}

		private void expired(Thread thread, AtomicBoolean returned, Duration limit) {
			this.timer = null;
			if (returned.get()) {
				return;
			}
			this.late = true;
			thread.interrupt();
			failed("no answer within " + Texts.duration(limit));
		}

		private void returned(ReadinessResult result) {
			cancelTimer();
			boolean late = this.late;
			this.late = false;
			this.thread = null;
			if (ContractRun.this.cancelled) {
				return;
			}
			if (result.isReady() && !late) {
				this.done = true;
				ContractRun.this.changed.run();
				if (--ContractRun.this.open == 0) {
					ContractRun.this.passed.run();
				}
				return;
			}
			if (!late) {
				failed((result.reason() != null) ? Texts.mask(result.reason()) : "not ready");
			}
			this.timer = ContractRun.this.context.after(this.pause, this::call);
			this.pause = shorter(this.pause.multipliedBy(2), LONGEST_PAUSE);
		}

		private Duration shorter(Duration first, Duration second) {
			return (first.compareTo(second) < 0) ? first : second;
		}

		private void failed(String reason) {
			this.reason = reason;
			ContractRun.this.changed.run();
		}

		private void cancelTimer() {
			if (this.timer != null) {
				this.timer.cancel();
				this.timer = null;
			}
		}

		void cancel() {
			cancelTimer();
			if (this.thread != null) {
				this.thread.interrupt();
				ContractRun.this.context.threads().abandon(this.thread);
			}
		}

	}

}
