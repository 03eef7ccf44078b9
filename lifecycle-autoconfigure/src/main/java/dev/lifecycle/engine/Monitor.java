package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.Coordinator.Timer;
import dev.lifecycle.engine.EngineSettings.Monitoring;
import dev.lifecycle.text.Texts;

/**
 * Repeats the checks of services that have started, for as long as the application runs.
 * Calls of one check never overlap, and only so many checks run at the same time; those
 * that hang do not count, so that they keep nobody else from being checked. Owned by the
 * coordinator.
 */
class Monitor {

	/**
	 * By how much an interval is randomly shortened. It is never lengthened, so that a
	 * failure is noticed within its time.
	 */
	private static final double JITTER = 0.2;

	/**
	 * At how many moments of an interval checks are called.
	 */
	private static final int BEATS = 64;

	private final EngineContext context;

	private final Board board;

	private final Monitoring settings;

	private final Deque<WatchedCheck> due = new ArrayDeque<>();

	private int running;

	private boolean suspended = true;

	private final Outcomes outcomes;

	Monitor(EngineContext context, Board board, Outcomes outcomes) {
		this.context = context;
		this.board = board;
		this.outcomes = outcomes;
		this.settings = context.settings().monitoring();
	}

	/**
	 * Begin to watch a service that has become ready.
	 * @param node the service
	 */
	void watch(EngineNode node) {
		Watch watch = new Watch(node);
		if (!watch.checks.isEmpty()) {
			node.watch = watch;
			if (!this.suspended) {
				watch.begin();
			}
		}
	}

	/**
	 * Let checks rest, because services are about to stop or start.
	 */
	void suspend() {
		this.suspended = true;
		this.board.services().values().forEach((node) -> {
			if (node.watch != null) {
				node.watch.end();
			}
		});
	}

	/**
	 * Go on with the checks.
	 */
	void resume() {
		if (this.suspended) {
			this.suspended = false;
			this.board.services().values().forEach((node) -> {
				if (node.watch != null) {
					node.watch.begin();
				}
			});
		}
	}

	private void callNext() {
		while (!this.suspended && this.running < this.settings.maxParallel() && !this.due.isEmpty()) {
			this.due.remove().call();
		}
	}

	/**
	 * The checks of one service.
	 */
	final class Watch {

		private final EngineNode node;

		private final List<WatchedCheck> checks = new ArrayList<>();

		private volatile boolean active;

		private Watch(EngineNode node) {
			this.node = node;
			for (ContractCheck check : node.managed().checks()) {
				if (check.interval() != null) {
					this.checks.add(new WatchedCheck(this, check, check.interval()));
				}
			}
		}

		private void begin() {
			this.checks.forEach(WatchedCheck::begin);
			this.active = true;
		}

		void end() {
			this.active = false;
			this.checks.forEach(WatchedCheck::end);
			callNext();
		}

		/**
		 * Return what has not been checked for too long. May be called from any thread.
		 * @param now the time in nanoseconds
		 * @return the check and how long ago it was checked; {@code null} if all is known
		 */
		@Nullable Outdated outdated(long now) {
			if (!this.active) {
				return null;
			}
			for (WatchedCheck check : this.checks) {
				long age = now - check.checkedAt;
				if (check.check.critical() && age > check.maxAge) {
					return new Outdated(check.check.name(), Duration.ofNanos(age));
				}
			}
			return null;
		}

		private void update() {
			// Checks that count at start only keep their result.
			Map<String, String> concerns = new LinkedHashMap<>(this.node.concerns);
			String failing = null;
			for (WatchedCheck check : this.checks) {
				concerns.remove(check.check.name());
				if (check.failing && !check.check.critical()) {
					concerns.put(check.check.name(), check.reason);
				}
				else if (check.failing && failing == null) {
					failing = check.check.name() + ": " + check.reason;
				}
			}
			Board board = Monitor.this.board;
			this.node.concerns = concerns;
			board.updateDegraded(this.node);
			if (failing != null) {
				board.setFailingCheck(this.node, failing);
				if (this.node.is(ServiceState.READY)) {
					board.transition(this.node, ServiceState.NOT_READY, failing, null);
					Monitor.this.outcomes.readinessLost(this.node);
				}
			}
			else if (this.node.is(ServiceState.NOT_READY)) {
				board.transition(this.node, ServiceState.READY, "", null);
				Monitor.this.outcomes.readinessRegained(this.node);
			}
		}

	}

	private final class WatchedCheck implements CheckCall.Callbacks {

		private final Watch watch;

		private final ContractCheck check;

		private final Duration interval;

		private final long maxAge;

		private volatile long checkedAt;

		private boolean failing;

		private String reason = "";

		private int failures;

		private int successes;

		private boolean queued;

		private @Nullable CheckCall call;

		private @Nullable Timer timer;

		WatchedCheck(Watch watch, ContractCheck check, Duration interval) {
			this.watch = watch;
			this.check = check;
			this.interval = interval;
			Duration maxAge = Objects.requireNonNullElse(Monitor.this.settings.maxAge(), interval.multipliedBy(3));
			// Below this a healthy check would be too old between two calls.
			this.maxAge = Math.max(maxAge.toNanos(), interval.plus(check.timeout()).toNanos());
			String concern = watch.node.concerns.get(check.name());
			if (concern != null) {
				this.failing = true;
				this.reason = concern;
			}
		}

		// The checks of an application are spread over their interval.
		void begin() {
			this.checkedAt = Monitor.this.context.coordinator().nanoTime();
			callLater(ThreadLocalRandom.current().nextDouble());
		}

		// Moves the call to the last beat before it, so that the checks of many services
		// wake the processor together.
		private void callLater(double intervals) {
			long now = Monitor.this.context.coordinator().nanoTime();
			long beat = Math.max(1, times(1.0 / BEATS).toNanos());
			long at = now + times(intervals).toNanos();
			Duration delay = Duration.ofNanos(Math.max(0, at - Math.floorMod(at, beat) - now));
			this.timer = Monitor.this.context.after(delay, this::due);
		}

		private Duration times(double factor) {
			return Duration.ofNanos((long) (this.interval.toNanos() * factor));
		}

		void end() {
			if (this.timer != null) {
				this.timer.cancel();
				this.timer = null;
			}
			if (this.call != null) {
				this.call.cancel();
				leave();
			}
			if (this.queued) {
				this.queued = false;
				Monitor.this.due.remove(this);
			}
		}

		private void due() {
			callLater(1 - JITTER * ThreadLocalRandom.current().nextDouble());
			if (this.call != null) {
				this.call.expire();
			}
			else if (this.watch.node.isInside(this.check)) {
				checked("an earlier call has still not returned", Duration.ZERO);
			}
			else if (!this.queued) {
				this.queued = true;
				Monitor.this.due.add(this);
				callNext();
			}
		}

		void call() {
			this.queued = false;
			Monitor.this.running++;
			Duration longest = times(1 - JITTER);
			Duration limit = (this.check.timeout().compareTo(longest) < 0) ? this.check.timeout() : longest;
			CheckCall call = new CheckCall(Monitor.this.context, this.watch.node, this.check, limit, this);
			this.call = call;
			try {
				Monitor.this.context.threads().execute(call);
			}
			catch (Throwable ex) {
				call.cancel();
				this.watch.node.checkCalls.remove(this.check, call);
				leave();
				checked(Texts.reason(ex), Duration.ZERO);
			}
		}

		private void leave() {
			this.call = null;
			Monitor.this.running--;
		}

		@Override
		public void answered(@Nullable String failure, Duration elapsed) {
			leave();
			checked(failure, elapsed);
			callNext();
		}

		@Override
		public void expired(String failure, Duration elapsed) {
			answered(failure, elapsed);
		}

		@Override
		public void returned() {
			// Has been left when it answered or expired
		}

		private void checked(@Nullable String failure, Duration elapsed) {
			this.checkedAt = Monitor.this.context.coordinator().nanoTime();
			Monitor.this.board.tell((listener) -> listener.checked(this.watch.node.name(), this.check.name(), elapsed,
					failure == null));
			if (failure == null) {
				this.failures = 0;
				this.successes++;
				if (this.failing && this.successes >= Monitor.this.settings.successThreshold()) {
					this.failing = false;
					this.watch.update();
				}
				return;
			}
			this.successes = 0;
			this.failures++;
			boolean told = this.failing && failure.equals(this.reason);
			this.failing = this.failing || this.failures >= Monitor.this.settings.failureThreshold();
			this.reason = failure;
			if (this.failing && !told) {
				this.watch.update();
			}
		}

	}

	/**
	 * A check whose last answer is too old.
	 *
	 * @param check the name of the check
	 * @param age how long ago it was
	 */
	record Outdated(String check, Duration age) {

		String describe() {
			return this.check + ": last checked " + Texts.duration(this.age) + " ago";
		}

	}

	/**
	 * What becomes of a service that is watched.
	 */
	interface Outcomes {

		void readinessLost(EngineNode node);

		void readinessRegained(EngineNode node);

	}

}
