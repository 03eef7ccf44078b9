package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.engine.Coordinator.Timer;
import dev.lifecycle.text.Texts;

/**
 * The checks of one service between its start and READY. Each is called on a thread of
 * its own until it passes, never while an earlier call of it has not returned. Owned by
 * the coordinator.
 */
class ContractRun {

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

	private final EngineContext context;

	private final Board board;

	private final EngineNode node;

	private final Outcomes outcomes;

	private final List<CheckRun> checks = new ArrayList<>();

	private int open;

	private boolean over;

	ContractRun(EngineContext context, Board board, EngineNode node, Outcomes outcomes) {
		this.context = context;
		this.board = board;
		this.node = node;
		this.outcomes = outcomes;
		for (ContractCheck check : node.managed().checks()) {
			this.checks.add(new CheckRun(check));
		}
		this.open = this.checks.size();
	}

	void begin() {
		this.checks.forEach(CheckRun::call);
	}

	void cancel() {
		this.over = true;
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
		return this.checks.stream()
			.map((check) -> check.call)
			.filter((call) -> call != null && call.isHung())
			.map(CheckCall::thread)
			.findFirst()
			.orElse(null);
	}

	private void changed() {
		String failing = failing();
		this.board.setFailingCheck(this.node, failing.isEmpty() ? null : failing);
	}

	private void end(CheckRun check) {
		check.done = true;
		check.cancel();
		changed();
		if (--this.open == 0) {
			this.over = true;
			Map<String, String> failed = new LinkedHashMap<>();
			this.checks.stream()
				.filter((other) -> other.failed)
				.forEach((other) -> failed.put(other.check.name(), other.reason));
			this.outcomes.passed(failed);
		}
	}

	private final class CheckRun implements CheckCall.Callbacks {

		private final ContractCheck check;

		private Duration pause;

		private Duration waited = Duration.ZERO;

		private String reason = "not checked yet";

		private boolean done;

		private boolean failed;

		private int failures;

		private @Nullable CheckCall call;

		private @Nullable Timer timer;

		CheckRun(ContractCheck check) {
			this.check = check;
			this.pause = ContractRun.this.context.settings().checkRetryInterval();
		}

		void call() {
			this.timer = null;
			if (ContractRun.this.over || this.done) {
				return;
			}
			EngineContext context = ContractRun.this.context;
			if (ContractRun.this.node.isInside(this.check)) {
				awaitEarlierCall();
				return;
			}
			try {
				CheckCall call = new CheckCall(context, ContractRun.this.node, this.check,
						context.settings().limit(this.check.timeout()), this);
				this.call = call;
				call.start();
			}
			catch (Throwable ex) {
				noThread(ex);
			}
		}

		// It says nothing of this start. Only a check that is not critical is not worth
		// waiting for.
		private void awaitEarlierCall() {
			this.reason = "an earlier call has still not returned";
			Duration limit = ContractRun.this.context.settings().limit(this.check.timeout());
			if (!this.check.critical() && this.waited.compareTo(limit) >= 0) {
				this.failed = true;
				end(this);
				return;
			}
			this.waited = this.waited.plus(this.pause);
			changed();
			callLater();
		}

		private void noThread(Throwable failure) {
			if (this.call != null) {
				this.call.cancel();
				ContractRun.this.node.checkCalls.remove(this.check, this.call);
			}
			failed(Texts.reason(failure), Duration.ZERO);
			callLater();
		}

		@Override
		public void answered(@Nullable String failure, Duration elapsed) {
			if (ContractRun.this.over || this.done) {
				return;
			}
			if (failure != null) {
				failed(failure, elapsed);
				return;
			}
			tell(elapsed, true);
			end(this);
		}

		@Override
		public void expired(String failure, Duration elapsed) {
			failed(failure, elapsed);
		}

		@Override
		public void returned() {
			callLater();
		}

		private void callLater() {
			if (ContractRun.this.over || this.done) {
				return;
			}
			this.timer = ContractRun.this.context.after(this.pause, this::call);
			Duration next = this.pause.multipliedBy(2);
			this.pause = (next.compareTo(LONGEST_PAUSE) < 0) ? next : LONGEST_PAUSE;
		}

		private void failed(String reason, Duration elapsed) {
			tell(elapsed, false);
			this.reason = reason;
			this.failures++;
			if (!this.check.isExhausted(this.failures)) {
				changed();
			}
			else if (this.check.critical()) {
				changed();
				ContractRun.this.outcomes.failed(new IllegalStateException("not ready, " + this.check.name() + ": "
						+ reason + " (" + this.failures + ((this.failures == 1) ? " call)" : " calls)")));
			}
			else {
				this.failed = true;
				end(this);
			}
		}

		private void tell(Duration elapsed, boolean ready) {
			ContractRun.this.board
				.tell((listener) -> listener.checked(ContractRun.this.node.name(), this.check.name(), elapsed, ready));
		}

		void cancel() {
			if (this.timer != null) {
				this.timer.cancel();
				this.timer = null;
			}
			if (this.call != null) {
				this.call.cancel();
			}
		}

	}

	/**
	 * What becomes of the contract.
	 */
	interface Outcomes {

		/**
		 * Called when every check has passed, or failed without being critical.
		 * @param failed the reasons of those that failed, by the name of the check
		 */
		void passed(Map<String, String> failed);

		/**
		 * Called when a critical check has used up its retries.
		 * @param failure why
		 */
		void failed(Throwable failure);

	}

}
