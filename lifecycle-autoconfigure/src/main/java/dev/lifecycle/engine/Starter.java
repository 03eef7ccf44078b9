package dev.lifecycle.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;
import dev.lifecycle.graph.Phase;
import dev.lifecycle.text.Texts;

/**
 * Brings services from PENDING to READY or FAILED: waits for edges, hands out permits,
 * runs attempts and contracts. Owned by the coordinator.
 */
class Starter implements Attempt.Callbacks {

	private final EngineContext context;

	private final Board board;

	private final Outcomes outcomes;

	private final Permits permits;

	Starter(EngineContext context, Board board, Outcomes outcomes) {
		this.context = context;
		this.board = board;
		this.outcomes = outcomes;
		this.permits = new Permits(context.settings().maxParallelStarts());
	}

	void begin(Collection<EngineNode> services) {
		Set<EngineNode> starting = new HashSet<>(services);
		for (EngineNode node : this.board.nodes()) {
			if (node.isBarrier() || starting.contains(node)) {
				node.reset();
			}
		}
		for (EngineNode node : this.board.nodes()) {
			if (node.participating) {
				node.countUnmet();
			}
		}
		for (EngineNode node : this.board.nodes()) {
			if (starting.contains(node)) {
				node.epoch++;
				this.board.transition(node, ServiceState.WAITING, node.unmetNames(), null);
				limitRequiredEdges(node);
			}
		}
		for (EngineNode node : this.board.nodes()) {
			if (node.participating) {
				node.dependencies.forEach(this::update);
				advance(node);
			}
		}
	}

	/**
	 * Let dependents see the changes of this step, and grant permits.
	 */
	void settle() {
		do {
			for (EngineNode node = this.board.nextChanged(); node != null; node = this.board.nextChanged()) {
				node.dependents.forEach(this::update);
			}
			this.permits.grant(this::startAttempt);
		}
		while (this.board.hasChanged());
		this.board.flush();
	}

	private void update(EngineEdge edge) {
		EngineNode dependent = edge.dependent;
		if (edge.is(DependencyType.OPTIONAL) && dependent.is(ServiceState.STARTING, ServiceState.VALIDATING,
				ServiceState.READY, ServiceState.NOT_READY)) {
			this.board.updateDegraded(dependent);
		}
		if (edge.met && edge.is(DependencyType.REQUIRED) && dependent.participating
				&& dependent.is(ServiceState.WAITING) && !edge.isSatisfied()) {
			unmeet(edge);
		}
		if (!dependent.participating || dependent.passed || edge.met) {
			return;
		}
		if (edge.is(DependencyType.REQUIRED) && edge.dependency.state == ServiceState.FAILED) {
			Throwable cause = Objects.requireNonNull(edge.dependency.failure);
			fail(dependent, new DependencyFailedException(dependent.name(), edge.dependency.name(), cause));
		}
		else if (edge.isSatisfied()
				&& !(edge.is(DependencyType.REQUIRED) && edge.dependency.state != ServiceState.READY)) {
			meet(edge);
		}
	}

	private void meet(EngineEdge edge) {
		EngineNode dependent = edge.dependent;
		edge.met = true;
		edge.cancelTimer();
		dependent.releasedBy = edge.dependency;
		if (edge.is(DependencyType.OPTIONAL)) {
			dependent.unmetOptional--;
		}
		else {
			dependent.unmet--;
		}
		this.board.refresh(dependent);
		advance(dependent);
	}

	// A dependency that was ready no longer is, and its dependent has not started yet.
	private void unmeet(EngineEdge edge) {
		EngineNode dependent = edge.dependent;
		edge.met = false;
		dependent.unmet++;
		if (dependent.passed) {
			dependent.passed = false;
			dependent.awaitsStop = false;
			dependent.cancelTimer();
			this.permits.withdraw(dependent);
		}
		limitRequiredEdge(edge);
		this.board.refresh(dependent);
	}

	private void advance(EngineNode node) {
		if (!node.participating || node.passed || node.unmet > 0) {
			return;
		}
		if (node.unmetOptional > 0) {
			limitOptionalEdges(node);
			return;
		}
		if (node.isBarrier()) {
			pass(node);
			return;
		}
		node.passed = true;
		node.cancelTimers();
		requestPermit(node);
	}

	private void pass(EngineNode barrier) {
		barrier.passed = true;
		this.board.touch(barrier);
		Phase phase = Objects.requireNonNull(barrier.graph.phase());
		boolean begin = barrier.dependents.stream().anyMatch((edge) -> !edge.dependent.isBarrier());
		if (begin && phase.timeout() != null) {
			Duration limit = this.context.settings().limit(phase.timeout());
			barrier.timer = this.context.after(limit, () -> phaseExpired(barrier, phase, limit));
		}
		if (!begin) {
			barrier.dependencies.forEach((edge) -> edge.dependency.dependencies.stream()
				.map((inner) -> inner.dependency)
				.filter(EngineNode::isBarrier)
				.forEach(EngineNode::cancelTimer));
		}
	}

	private void phaseExpired(EngineNode barrier, Phase phase, Duration limit) {
		barrier.timer = null;
		for (EngineEdge edge : barrier.dependents) {
			EngineNode node = edge.dependent;
			if (!node.isBarrier() && node.is(ServiceState.WAITING, ServiceState.STARTING, ServiceState.VALIDATING)) {
				fail(node,
						new ServiceTimeoutException(
								"phase '%s' did not end within %s while the service was %s".formatted(phase.name(),
										Texts.duration(limit), describe(node)),
								thread(node), "the timeout of phase '" + phase.name() + "' in 'lifecycle.phases'"));
			}
		}
	}

	private void limitRequiredEdges(EngineNode node) {
		for (EngineEdge edge : node.dependencies) {
			if (!edge.met && edge.is(DependencyType.REQUIRED)) {
				limitRequiredEdge(edge);
			}
		}
	}

	private void limitRequiredEdge(EngineEdge edge) {
		Duration timeout = Objects.requireNonNull(edge.graph.declaration()).timeout();
		if (timeout == null) {
			timeout = this.context.settings().dependencyTimeout();
		}
		if (timeout != null) {
			Duration limit = this.context.settings().limit(timeout);
			edge.timer = this.context.after(limit, () -> requiredExpired(edge, limit));
		}
	}

	private void requiredExpired(EngineEdge edge, Duration limit) {
		edge.timer = null;
		if (!edge.met && edge.dependent.is(ServiceState.WAITING)) {
			failWaiting(edge, limit, "the timeout of this dependency");
		}
	}

	/**
	 * Fail a service that waits for others for too long.
	 * @param node the service
	 * @param limit how long it has waited
	 * @param setting where the limit is configured
	 */
	void failWaiting(EngineNode node, Duration limit, String setting) {
		List<EngineEdge> unmet = node.dependencies.stream().filter((edge) -> !edge.met).toList();
		unmet.stream()
			.filter((edge) -> edge.is(DependencyType.REQUIRED))
			.findFirst()
			.or(() -> unmet.stream().findFirst())
			.ifPresent((edge) -> failWaiting(edge, limit, setting));
	}

	private void failWaiting(EngineEdge edge, Duration limit, String setting) {
		EngineNode dependency = edge.dependency;
		fail(edge.dependent, new ServiceTimeoutException("waited " + Texts.duration(limit) + " for '"
				+ dependency.name() + "', which is " + describe(dependency), thread(dependency), setting));
	}

	private void limitOptionalEdges(EngineNode node) {
		if (node.optionalClock) {
			return;
		}
		node.optionalClock = true;
		for (EngineEdge edge : node.dependencies) {
			if (!edge.met) {
				Duration limit = this.context.settings()
					.limit(Objects.requireNonNull(edge.graph.declaration()).timeout(),
							this.context.settings().optionalDependencyTimeout());
				edge.timer = this.context.after(limit, () -> {
					edge.timer = null;
					edge.timedOut = true;
					if (!edge.met && node.is(ServiceState.WAITING)) {
						meet(edge);
					}
				});
			}
		}
	}

	private void requestPermit(EngineNode node) {
		if (node.stopCall != null) {
			return;
		}
		if (node.lingeringStop != null && !node.lingeringStop.hasReturned()) {
			node.awaitsStop = true;
			awaitLateReturn(node,
					new ServiceTimeoutException("an earlier stop() has still not returned", node.lingeringStop.thread));
			return;
		}
		if (node.lingering == null) {
			this.permits.request(node);
			return;
		}
		awaitLateReturn(node,
				new ServiceTimeoutException("an earlier start() has still not returned", node.lingering.thread));
	}

	// Go on with a service that was to start while its stop() had not returned.
	void stopReturned(EngineNode node) {
		if (node.passed && node.participating && node.is(ServiceState.WAITING)) {
			requestPermit(node);
		}
	}

	void stopReturnedLate(EngineNode node) {
		if (node.awaitsStop && node.participating && node.is(ServiceState.WAITING, ServiceState.STARTING)) {
			node.awaitsStop = false;
			node.cancelTimer();
			requestPermit(node);
		}
	}

	private void startAttempt(EngineNode node) {
		node.attempts++;
		if (node.state != ServiceState.STARTING) {
			node.backoff = new RetryBackoff(this.context.settings().retry());
			this.board.transition(node, ServiceState.STARTING, (node.releasedBy != null) ? node.releasedBy.name() : "",
					null);
			this.board.updateDegraded(node);
		}
		try {
			Attempt attempt = new Attempt(node, this, this.context.threads());
			attempt.thread.start();
			Duration limit = this.context.settings()
				.limit(node.managed().startTimeout(), this.context.settings().startTimeout());
			node.attempt = attempt;
			node.timer = this.context.after(limit, () -> attemptExpired(node, attempt, limit));
		}
		catch (Throwable ex) {
			this.permits.release(node);
			retryOrFail(node, ex);
		}
	}

	@Override
	public void returned(EngineNode node, Attempt attempt, @Nullable Throwable failure) {
		this.context.post(() -> attemptReturned(node, attempt, failure));
	}

	private void attemptReturned(EngineNode node, Attempt attempt, @Nullable Throwable failure) {
		if (node.attempt != attempt) {
			return;
		}
		node.attempt = null;
		node.cancelTimer();
		this.permits.release(node);
		node.owesStop = true;
		if (!node.is(ServiceState.STARTING)) {
			this.outcomes.returnedAfterStop(node, failure);
		}
		else if (failure == null) {
			validate(node);
		}
		else {
			cleanUp(node, () -> retryOrFail(node, failure));
		}
	}

	private void attemptExpired(EngineNode node, Attempt attempt, Duration limit) {
		node.timer = null;
		ServiceTimeoutException failure = new ServiceTimeoutException(
				"start() did not return within " + Texts.duration(limit), attempt.thread,
				"'lifecycle.services." + node.name() + ".start-timeout'");
		if (!abandon(node, attempt)) {
			return;
		}
		RetryBackoff backoff = Objects.requireNonNull(node.backoff);
		Duration pause = backoff.next(failure);
		if (pause == null) {
			fail(node, failure);
			return;
		}
		this.outcomes.warn(node, failure);
		node.retryPause = pause;
		awaitLateReturn(node, failure);
	}

	private boolean abandon(EngineNode node, Attempt attempt) {
		if (!attempt.abandon()) {
			return false;
		}
		node.attempt = null;
		node.lingering = attempt;
		this.context.threads().abandon(attempt.thread);
		this.permits.release(node);
		return true;
	}

	private void awaitLateReturn(EngineNode node, ServiceTimeoutException failure) {
		Duration limit = this.context.settings()
			.limit(node.managed().startTimeout(), this.context.settings().startTimeout());
		node.timer = this.context.after(limit, () -> {
			node.timer = null;
			fail(node, failure);
		});
	}

	@Override
	public void returnedLate(EngineNode node, Attempt attempt, @Nullable Throwable startFailure,
			@Nullable Throwable stopFailure) {
		this.context.post(() -> {
			if (stopFailure != null) {
				this.outcomes.warn(node, stopFailure);
			}
			if (node.lingering != attempt) {
				return;
			}
			node.lingering = null;
			if (node.timer != null && node.passed && node.is(ServiceState.WAITING, ServiceState.STARTING)) {
				node.cancelTimer();
				pauseThenRetry(node, node.retryPause);
			}
		});
	}

	private void cleanUp(EngineNode node, Runnable then) {
		Duration limit = this.context.settings().stopTimeout();
		this.outcomes.callStop(node, limit, (failure) -> {
			if (failure != null) {
				this.outcomes.warn(node, failure);
			}
			then.run();
		});
	}

	private void retryOrFail(EngineNode node, Throwable failure) {
		if (!node.is(ServiceState.STARTING)) {
			this.outcomes.returnedAfterStop(node, failure);
			return;
		}
		Duration pause = Objects.requireNonNull(node.backoff).next(failure);
		if (pause == null) {
			fail(node, failure);
			return;
		}
		this.outcomes.warn(node, failure);
		pauseThenRetry(node, pause);
	}

	private void pauseThenRetry(EngineNode node, Duration pause) {
		node.retryPause = Duration.ZERO;
		node.timer = this.context.after(pause, () -> {
			node.timer = null;
			requestPermit(node);
		});
	}

	private void validate(EngineNode node) {
		this.board.transition(node, ServiceState.VALIDATING, "", null);
		if (node.managed().checks().isEmpty()) {
			ready(node);
			return;
		}
		ContractRun contract = new ContractRun(this.context, this.board, node, new ContractRun.Outcomes() {

			@Override
			public void passed(Map<String, String> failed) {
				node.concerns = failed;
				ready(node);
				Starter.this.board.updateDegraded(node);
			}

			@Override
			public void failed(Throwable failure) {
				fail(node, failure);
			}

		});
		node.contract = contract;
		Duration limit = this.context.settings()
			.limit(node.managed().readinessTimeout(), this.context.settings().readinessTimeout());
		node.timer = this.context.after(limit, () -> {
			node.timer = null;
			fail(node,
					new ServiceTimeoutException("not ready within " + Texts.duration(limit) + ", " + contract.failing(),
							contract.stuck(), "'lifecycle.services." + node.name() + ".readiness-timeout'"));
		});
		contract.begin();
	}

	private void ready(EngineNode node) {
		node.cancelTimer();
		node.contract = null;
		this.board.transition(node, ServiceState.READY, "", null);
		this.outcomes.ready(node);
	}

	// Fail a service, wherever it is between WAITING and READY.
	private void fail(EngineNode node, Throwable failure) {
		if (!node.is(ServiceState.WAITING, ServiceState.STARTING, ServiceState.VALIDATING)) {
			return;
		}
		node.failure = failure;
		withdraw(node);
		giveUp(node);
		this.board.transition(node, ServiceState.FAILED, "", failure);
		this.outcomes.failed(node, failure);
	}

	// Take a service out of everything it waits for or runs, apart from a call of
	// start().
	void withdraw(EngineNode node) {
		node.participating = false;
		node.cancelTimers();
		this.permits.withdraw(node);
		if (node.contract != null) {
			node.contract.cancel();
			node.contract = null;
		}
		if (node.watch != null) {
			node.watch.end();
			node.watch = null;
		}
	}

	// Give up on a call of start(). If it has just returned, its result is not waited
	// for, but stop() is owed.
	boolean giveUp(EngineNode node) {
		if (node.attempt == null) {
			return false;
		}
		if (abandon(node, node.attempt)) {
			return true;
		}
		node.attempt = null;
		node.owesStop = true;
		this.permits.release(node);
		return false;
	}

	static @Nullable Thread thread(EngineNode node) {
		if (node.attempt != null) {
			return node.attempt.thread;
		}
		if (node.lingering != null) {
			return node.lingering.thread;
		}
		return (node.contract != null) ? node.contract.stuck() : null;
	}

	// Describe what a service is doing.
	static String describe(EngineNode node) {
		return switch (node.state) {
			case PENDING -> node.isBarrier() ? "waiting for " + node.unmetNames() : "PENDING";
			case WAITING -> node.passed ? "waiting for a free place to start" : "waiting for " + node.unmetNames();
			case STARTING -> describeStart(node);
			case NOT_READY -> "NOT_READY (" + node.failingCheck + ")";
			case VALIDATING -> "VALIDATING (" + ((node.contract != null) ? node.contract.failing() : "") + ")";
			default -> node.state.name();
		};
	}

	private static String describeStart(EngineNode node) {
		Thread thread = thread(node);
		if (thread == null) {
			return "STARTING (attempt " + node.attempts + " failed, next one to come)";
		}
		StackTraceElement[] stack = thread.getStackTrace();
		return (stack.length > 0) ? "STARTING (in " + stack[0].getClassName() + "." + stack[0].getMethodName() + ")"
				: "STARTING";
	}

	/**
	 * What becomes of a service.
	 */
	interface Outcomes {

		void ready(EngineNode node);

		void failed(EngineNode node, Throwable failure);

		void returnedAfterStop(EngineNode node, @Nullable Throwable failure);

		void callStop(EngineNode node, Duration limit, Consumer<@Nullable Throwable> finished);

		void warn(EngineNode node, Throwable failure);

	}

}
