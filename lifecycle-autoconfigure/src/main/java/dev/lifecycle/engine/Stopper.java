package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.Coordinator.Timer;
import dev.lifecycle.text.Texts;

/**
 * Stops services in reverse order: each when all its dependents have finished, in
 * parallel otherwise. Owned by the coordinator.
 */
class Stopper {

	private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(2);

	private static final Duration FORCED_LIMIT = Duration.ofSeconds(1);

	private static final int RESERVED_PART = 5;

	private final EngineContext context;

	private final Board board;

	private final Starter starter;

	private final BiConsumer<EngineNode, Throwable> warnings;

	/**
	 * Those under way, which have no service in common.
	 */
	private final List<Sequence> sequences = new ArrayList<>();

	Stopper(EngineContext context, Board board, Starter starter, BiConsumer<EngineNode, Throwable> warnings) {
		this.context = context;
		this.board = board;
		this.starter = starter;
		this.warnings = warnings;
	}

	boolean isActive() {
		return !this.sequences.isEmpty();
	}

	/**
	 * Stop services. Others that are being stopped go on if they have nothing to do with
	 * these; otherwise all become one, with the time that a shutdown may take from now
	 * on.
	 * @param targets the services
	 * @param done called when they have stopped or the time is over
	 */
	void stop(Collection<EngineNode> targets, Runnable done) {
		for (Sequence sequence : this.sequences) {
			if (sequence.covers(targets)) {
				sequence.done.add(done);
				return;
			}
		}
		Sequence sequence = new Sequence(targets, done);
		for (Sequence other : List.copyOf(this.sequences)) {
			if (!Collections.disjoint(other.targets, targets)) {
				sequence.replace(other);
			}
		}
		this.sequences.add(sequence);
		sequence.begin();
	}

	// Look again at a service that was inside start() or stop().
	void recheck(EngineNode node) {
		Sequence sequence = sequence(node);
		if (sequence != null) {
			sequence.recheck(node);
		}
		else if (node.owesStop && node.stopCall == null && node.is(ServiceState.FAILED, ServiceState.STOPPED)) {
			callStop(node, this.context.settings().stopTimeout(), (failure) -> warn(node, failure));
		}
	}

	private @Nullable Sequence sequence(EngineNode node) {
		return this.sequences.stream().filter((sequence) -> sequence.targets.contains(node)).findFirst().orElse(null);
	}

	// Call stop() on a thread of its own.
	void callStop(EngineNode node, Duration limit, Consumer<@Nullable Throwable> finished) {
		node.owesStop = false;
		StopCall call = new StopCall(node.managed().component(),
				(failure) -> this.context.post(() -> stopReturned(node, failure, finished)),
				() -> this.context.post(() -> this.starter.stopReturnedLate(node)));
		node.stopCall = call;
		try {
			Thread thread = this.context.threads().create("lifecycle-" + node.name() + "-stop", call);
			call.thread = thread;
			thread.start();
			node.stopTimer = this.context.after(limit, () -> stopExpired(node, call, thread, limit, finished));
		}
		catch (Throwable ex) {
			stopReturned(node, ex, finished);
		}
	}

	private void stopExpired(EngineNode node, StopCall call, Thread thread, Duration limit,
			Consumer<@Nullable Throwable> finished) {
		ServiceTimeoutException failure = new ServiceTimeoutException(
				"stop() did not finish within " + Texts.duration(limit), thread);
		if (call.abandon()) {
			node.lingeringStop = call;
			this.context.threads().abandon(thread);
			stopReturned(node, failure, finished);
		}
	}

	private void stopReturned(EngineNode node, @Nullable Throwable failure, Consumer<@Nullable Throwable> finished) {
		if (node.stopTimer != null) {
			node.stopTimer.cancel();
			node.stopTimer = null;
		}
		node.stopCall = null;
		finished.accept(failure);
		recheck(node);
		this.starter.stopReturned(node);
	}

	private void warn(EngineNode node, @Nullable Throwable failure) {
		if (failure != null) {
			this.warnings.accept(node, failure);
		}
	}

	private void stopped(EngineNode node, @Nullable Throwable failure) {
		if (node.is(ServiceState.STOPPING)) {
			Sequence sequence = sequence(node);
			if (failure instanceof ServiceTimeoutException) {
				node.failure = failure;
				this.board.transition(node, ServiceState.FAILED, "", failure);
			}
			else if (sequence == null || !sequence.unfinished.contains(node)) {
				this.board.transition(node, ServiceState.STOPPED, "", null);
			}
		}
		warn(node, failure);
	}

	private void giveUp(EngineNode node, Duration grace) {
		if (node.attempt == null) {
			return;
		}
		ServiceTimeoutException failure = new ServiceTimeoutException(
				"start() did not react to interruption within " + Texts.duration(grace), node.attempt.thread);
		if (this.starter.giveUp(node)) {
			node.failure = failure;
			this.board.transition(node, ServiceState.FAILED, "", failure);
			warn(node, failure);
		}
		recheck(node);
	}

	private final class Sequence {

		private final Set<EngineNode> targets;

		private final List<Runnable> done = new ArrayList<>();

		private final Map<EngineNode, Integer> unfinishedDependents = new HashMap<>();

		private final Set<EngineNode> unfinished = new HashSet<>();

		private final Deque<EngineNode> finished = new ArrayDeque<>();

		private final Set<EngineNode> passedBy = new HashSet<>();

		private final List<Timer> limits = new ArrayList<>();

		/**
		 * The time that interrupted calls of start() are given.
		 */
		private final List<Timer> graces = new ArrayList<>();

		private long deadlineNanos;

		private Duration reserve = Duration.ZERO;

		private boolean hurried;

		private boolean forced;

		Sequence(Collection<EngineNode> targets, Runnable done) {
			this.targets = new HashSet<>(targets);
			this.done.add(done);
		}

		// Return whether these are stopped here anyway, or do not run.
		boolean covers(Collection<EngineNode> targets) {
			return !Collections.disjoint(this.unfinished, targets)
					&& targets.stream().allMatch((node) -> this.unfinished.contains(node) || isIdle(node));
		}

		private boolean isIdle(EngineNode node) {
			return !node.submitted && !node.owesStop && !node.isInsideCall();
		}

		// Go on with what another one has not finished, whose calls keep their limits.
		void replace(Sequence other) {
			Stopper.this.sequences.remove(other);
			other.limits.forEach(Timer::cancel);
			this.graces.addAll(other.graces);
			this.targets.addAll(other.targets);
			this.done.addAll(0, other.done);
			other.unfinished.clear();
		}

		void begin() {
			Duration timeout = Stopper.this.context.settings().shutdownTimeout();
			this.reserve = timeout.dividedBy(RESERVED_PART);
			this.deadlineNanos = now() + timeout.toNanos();
			this.limits.add(Stopper.this.context.after(timeout.minus(this.reserve), this::hurry));
			this.limits.add(Stopper.this.context.after(timeout, this::force));
			List<EngineNode> nodes = Stopper.this.board.nodes();
			for (EngineNode node : nodes) {
				if (node.isBarrier() || this.targets.contains(node)) {
					this.unfinished.add(node);
				}
			}
			for (EngineNode node : this.unfinished) {
				this.unfinishedDependents.put(node,
						(int) node.dependents.stream()
							.filter((edge) -> this.unfinished.contains(edge.dependent))
							.count());
			}
			for (int i = nodes.size() - 1; i >= 0; i--) {
				if (this.unfinished.contains(nodes.get(i))) {
					prepare(nodes.get(i));
				}
			}
			for (int i = nodes.size() - 1; i >= 0; i--) {
				recheck(nodes.get(i));
			}
			endIfFinished();
		}

		private void prepare(EngineNode node) {
			if (node.isBarrier()) {
				return;
			}
			Stopper.this.starter.withdraw(node);
			if (node.is(ServiceState.WAITING)) {
				Stopper.this.board.transition(node, ServiceState.STOPPED, "never started", null);
			}
			if (!node.is(ServiceState.STARTING)) {
				return;
			}
			if (node.attempt == null && node.stopCall == null) {
				Stopper.this.board.transition(node, ServiceState.STOPPED, "", null);
				return;
			}
			Stopper.this.board.transition(node, ServiceState.STOPPING, "", null);
			if (node.attempt != null) {
				node.attempt.interrupt();
				Duration grace = shorter(INTERRUPT_GRACE, left());
				this.graces.add(Stopper.this.context.after(grace, () -> giveUp(node, grace)));
			}
		}

		void recheck(EngineNode node) {
			if (!this.unfinished.contains(node) || this.unfinishedDependents.getOrDefault(node, 0) > 0
					|| node.attempt != null || node.stopCall != null) {
				return;
			}
			if (node.owesStop) {
				launch(node);
				return;
			}
			finish(node);
		}

		private void launch(EngineNode node) {
			if (!node.is(ServiceState.FAILED, ServiceState.STOPPING)) {
				Stopper.this.board.transition(node, ServiceState.STOPPING, "", null);
			}
			callStop(node, limit(), (failure) -> stopped(node, failure));
		}

		private Duration limit() {
			if (this.forced) {
				return FORCED_LIMIT;
			}
			Duration limit = this.hurried ? this.reserve.dividedBy(4) : Stopper.this.context.settings().stopTimeout();
			return shorter(limit, left());
		}

		private void finish(EngineNode node) {
			boolean draining = !this.finished.isEmpty();
			if (!this.unfinished.remove(node)) {
				return;
			}
			this.finished.add(node);
			if (draining) {
				return;
			}
			for (EngineNode next = node; next != null; next = this.finished.peek()) {
				if (!next.isBarrier()) {
					settle(next);
				}
				passBy(next);
				this.finished.remove();
			}
			endIfFinished();
		}

		// Lets the dependencies of a service see, once, that they need not wait for it.
		private void passBy(EngineNode node) {
			if (!this.passedBy.add(node)) {
				return;
			}
			for (EngineEdge edge : node.dependencies) {
				this.unfinishedDependents.computeIfPresent(edge.dependency, (key, count) -> count - 1);
				recheck(edge.dependency);
			}
		}

		private void settle(EngineNode node) {
			if (node.is(ServiceState.STOPPING) && node.stopCall == null) {
				Stopper.this.board.transition(node, ServiceState.STOPPED, "", null);
			}
			node.submitted = node.wanted;
			Stopper.this.board.touch(node);
		}

		// The time is nearly over: whoever is still stopping is waited for no longer, so
		// that the rest gets its turn.
		private void hurry() {
			this.hurried = true;
			List<EngineNode> stuck = this.unfinished.stream().filter(EngineNode::isInsideCall).toList();
			stuck.forEach(this::passBy);
		}

		// The time is over: who has not had its turn is stopped without being waited for,
		// and calls under way are abandoned.
		private void force() {
			this.forced = true;
			List<EngineNode> late = List.copyOf(this.unfinished);
			List<EngineNode> stuck = late.stream().filter(EngineNode::isInsideCall).toList();
			late.stream().filter((node) -> node.owesStop && !node.isInsideCall()).forEach(this::launch);
			stuck.forEach(this::abandon);
			late.stream()
				.map((node) -> node.stopCall)
				.filter((call) -> call != null && call.thread != null)
				.forEach((call) -> Stopper.this.context.threads().abandon(call.thread));
			late.forEach(this::finish);
		}

		private void abandon(EngineNode node) {
			giveUp(node, Duration.ZERO);
			StopCall call = node.stopCall;
			if (call != null && call.thread != null) {
				stopExpired(node, call, call.thread, Stopper.this.context.settings().shutdownTimeout(),
						(failure) -> stopped(node, failure));
			}
		}

		private void endIfFinished() {
			if (!this.unfinished.isEmpty() || !Stopper.this.sequences.remove(this)) {
				return;
			}
			this.limits.forEach(Timer::cancel);
			this.graces.forEach(Timer::cancel);
			this.done.forEach(Runnable::run);
		}

		private Duration left() {
			return Duration.ofNanos(Math.max(0, this.deadlineNanos - now()));
		}

		private long now() {
			return Stopper.this.context.coordinator().nanoTime();
		}

		private Duration shorter(Duration first, Duration second) {
			return (first.compareTo(second) < 0) ? first : second;
		}

	}

}
