package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.EngineSettings.Restarting;
import dev.lifecycle.text.Texts;

/**
 * Decides which services are started again without anybody asking for it: optional ones
 * that have failed, for as long as it takes, and, if that is switched on, those that are
 * not ready for too long, within a budget. Owned by the coordinator.
 */
class AutomaticRestarts {

	private final EngineContext context;

	private final Board board;

	private final Starter starter;

	private final Restarts restarts;

	private final Runnable proceed;

	private final Restarting settings;

	/**
	 * One for each service; empty if services are not restarted.
	 */
	private final Map<EngineNode, RestartHistory> histories = new HashMap<>();

	AutomaticRestarts(EngineContext context, Board board, Starter starter, Restarts restarts, Runnable proceed) {
		this.context = context;
		this.board = board;
		this.starter = starter;
		this.restarts = restarts;
		this.proceed = proceed;
		this.settings = context.settings().restarting();
		if (this.settings.enabled()) {
			for (EngineNode node : board.services().values()) {
				RestartHistory history = new RestartHistory(this.settings, context.coordinator());
				node.restartHistory = history;
				this.histories.put(node, history);
			}
		}
	}

	/**
	 * Begin with the services that are not ready although the start-up is complete.
	 */
	void resume() {
		this.histories.keySet().forEach(this::reconsider);
	}

	/**
	 * Forget all, because services are stopped for another reason.
	 */
	void suspend() {
		this.histories.keySet().forEach(this::forget);
	}

	private void forget(EngineNode node) {
		RestartHistory history = this.histories.get(node);
		if (history != null) {
			history.forget();
			this.board.refresh(node);
		}
	}

	void readinessLost(EngineNode node) {
		reconsider(node);
	}

	/**
	 * Note that a service has become ready. Those that need it may mend themselves now,
	 * and are given the time for that.
	 * @param node the service
	 */
	void ready(EngineNode node) {
		node.recovery = null;
		RestartHistory history = this.histories.get(node);
		if (history != null) {
			history.cancelTimer();
			history.setExhausted(null);
			this.board.refresh(node);
			if (this.board.isComplete()) {
				closure(node, AutomaticRestarts::dependents).forEach(this::reconsider);
			}
		}
		recoverDependents(node);
	}

	void failed(EngineNode node, Throwable failure) {
		if (node.isRequired()) {
			reconsider(node);
		}
		else {
			recoverLater(node, failure);
		}
	}

	void restartBegan(EngineNode node, Collection<EngineNode> services, boolean automatic) {
		if (!automatic) {
			services.forEach(this::forget);
			return;
		}
		RestartHistory history = this.histories.get(node);
		if (history != null) {
			history.begin();
		}
	}

	void restartEnded(EngineNode node, Collection<EngineNode> services, boolean automatic) {
		RestartHistory history = this.histories.get(node);
		if (history != null && automatic) {
			history.end();
		}
		services.forEach(this::reconsider);
	}

	/**
	 * Return the services that have failed although they still run, and whoever requires
	 * them. They have to stop before they can start.
	 * @return the services; empty if there are none
	 */
	Set<EngineNode> exhausted() {
		Set<EngineNode> exhausted = new LinkedHashSet<>();
		for (EngineNode node : this.histories.keySet()) {
			if (node.is(ServiceState.FAILED) && node.owesStop) {
				exhausted.add(node);
				closure(node, AutomaticRestarts::dependents).stream()
					.filter((dependent) -> dependent.submitted)
					.forEach(exhausted::add);
			}
		}
		return exhausted;
	}

	private void reconsider(EngineNode node) {
		RestartHistory history = this.histories.get(node);
		if (history == null) {
			return;
		}
		history.cancelTimer();
		if (this.board.isComplete() && isCandidate(node) && !history.isExhausted()) {
			history.schedule(this.context.after(history.pause(), () -> due(node, history)));
		}
	}

	// What has nothing to start or stop cannot be mended by a restart while its checks
	// are repeated anyway. Optional services that have failed are recovered instead.
	private static boolean isCandidate(EngineNode node) {
		return node.wanted && ((node.is(ServiceState.NOT_READY) && node.managed().component().isRestartable())
				|| (node.is(ServiceState.FAILED) && node.isRequired()));
	}

	private void due(EngineNode node, RestartHistory history) {
		history.cancelTimer();
		if (!this.board.isComplete() || !isCandidate(node) || isBlocked(node) || this.restarts.isExpected(node)) {
			return;
		}
		String reason = reason(node);
		if (history.isUsedUp()) {
			giveUp(node, history, reason);
		}
		else {
			this.restarts.request(node, this.settings.cascade(), reason);
			this.proceed.run();
		}
	}

	// A service is not restarted before what it needs is ready, which may be all it
	// takes.
	private static boolean isBlocked(EngineNode node) {
		return closure(node, AutomaticRestarts::dependencies).stream()
			.anyMatch((dependency) -> dependency.submitted && dependency.state != ServiceState.READY);
	}

	private String reason(EngineNode node) {
		if (node.is(ServiceState.FAILED)) {
			return "it has failed" + ((node.failure != null) ? ", " + Texts.reason(node.failure) : "");
		}
		Duration elapsed = Duration.ofNanos(this.context.coordinator().nanoTime() - node.sinceNanos);
		return "it was not ready for " + Texts.duration(elapsed) + ", " + node.failingCheck;
	}

	private void giveUp(EngineNode node, RestartHistory history, String reason) {
		int count = history.count();
		String text = "restarted " + count + " times within " + Texts.duration(this.settings.window()) + ", then "
				+ reason;
		history.setExhausted(text);
		if (node.is(ServiceState.NOT_READY)) {
			Throwable failure = new IllegalStateException(text);
			node.failure = failure;
			this.starter.withdraw(node);
			this.board.transition(node, ServiceState.FAILED, "", failure);
		}
		this.board.refresh(node);
		this.board.tell((listener) -> listener.restartsExhausted(node.name(), count, this.settings.window(), reason));
	}

	private void recoverLater(EngineNode node, Throwable failure) {
		if (!node.wanted || failure instanceof DependencyFailedException) {
			return;
		}
		if (node.recovery == null) {
			node.recovery = new RetryBackoff(this.context.settings().retry().unlimited());
		}
		Duration pause = node.recovery.next(failure);
		long epoch = node.epoch;
		if (pause != null) {
			this.context.after(pause, () -> {
				if (node.epoch == epoch && node.wanted && node.is(ServiceState.FAILED)) {
					this.restarts.recover(node);
					this.proceed.run();
				}
			});
		}
	}

	private void recoverDependents(EngineNode node) {
		dependents(node)
			.filter((dependent) -> dependent.wanted && !dependent.isRequired()
					&& dependent.failure instanceof DependencyFailedException && dependent.is(ServiceState.FAILED))
			.forEach(this.restarts::recover);
	}

	private static Stream<EngineNode> dependencies(EngineNode node) {
		return node.dependencies.stream()
			.filter((edge) -> edge.is(DependencyType.REQUIRED))
			.map((edge) -> edge.dependency);
	}

	private static Stream<EngineNode> dependents(EngineNode node) {
		return node.dependents.stream()
			.filter((edge) -> edge.is(DependencyType.REQUIRED))
			.map((edge) -> edge.dependent);
	}

	private static Set<EngineNode> closure(EngineNode node, Function<EngineNode, Stream<EngineNode>> next) {
		Set<EngineNode> closure = new LinkedHashSet<>();
		Deque<EngineNode> open = new ArrayDeque<>(List.of(node));
		for (EngineNode current = open.poll(); current != null; current = open.poll()) {
			next.apply(current).filter(closure::add).forEach(open::add);
		}
		return closure;
	}

}
