package dev.lifecycle.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.StartupReport.ServiceTiming;
import dev.lifecycle.engine.Coordinator.Timer;
import dev.lifecycle.graph.GraphNode;
import dev.lifecycle.text.Texts;

/**
 * A service, or the begin or end of a phase, while the engine runs. Owned by the
 * coordinator, apart from {@link #submitted}.
 */
class EngineNode {

	final GraphNode graph;

	final @Nullable ManagedService managed;

	final List<EngineEdge> dependencies = new ArrayList<>();

	final List<EngineEdge> dependents = new ArrayList<>();

	/**
	 * The index among the services.
	 */
	int position;

	/**
	 * Whether the service has been asked to start and has not stopped since.
	 */
	volatile boolean submitted;

	/**
	 * Whether the service has been asked to start since it was last asked to stop.
	 */
	boolean wanted;

	ServiceState state = ServiceState.PENDING;

	Instant since = Instant.EPOCH;

	/**
	 * When the service was last asked to start.
	 */
	@Nullable Instant begun;

	long sinceNanos;

	long epoch;

	/**
	 * What the service runs without, for people.
	 */
	List<String> degradedBecause = List.of();

	/**
	 * The reasons of failing checks that are not critical, by the name of the check.
	 */
	Map<String, String> concerns = Map.of();

	@Nullable String failingCheck;

	@Nullable Throwable failure;

	/**
	 * Whether the barrier has been passed, or the service been released to start.
	 */
	boolean passed;

	/**
	 * Whether the node takes part in the current start.
	 */
	boolean participating;

	int unmet;

	int unmetOptional;

	boolean optionalClock;

	@Nullable EngineNode releasedBy;

	boolean holdsPermit;

	int attempts;

	/**
	 * The id of the start-up that asked the service to start; {@code null} if a restart
	 * did.
	 */
	@Nullable String startup;

	/**
	 * The call of {@code start()} under way.
	 */
	@Nullable Attempt attempt;

	/**
	 * A call of {@code start()} that was abandoned and has not returned.
	 */
	@Nullable Attempt lingering;

	@Nullable StopCall stopCall;

	/**
	 * The latest call of {@code stop()} that was abandoned.
	 */
	@Nullable StopCall lingeringStop;

	/**
	 * Whether the next attempt waits for that call to return.
	 */
	boolean awaitsStop;

	@Nullable Timer stopTimer;

	@Nullable ContractRun contract;

	/**
	 * The latest call of each check.
	 */
	final Map<ContractCheck, CheckCall> checkCalls = new HashMap<>();

	volatile Monitor.@Nullable Watch watch;

	@Nullable RetryBackoff backoff;

	/**
	 * The pauses between starts of an optional service that keeps failing.
	 */
	@Nullable RetryBackoff recovery;

	/**
	 * Why the service is being restarted, for people.
	 */
	@Nullable String restarting;

	@Nullable RestartHistory restartHistory;

	/**
	 * The pause after an abandoned attempt has returned.
	 */
	Duration retryPause = Duration.ZERO;

	/**
	 * The time limit of what the node does now.
	 */
	@Nullable Timer timer;

	/**
	 * Whether {@code stop()} is owed, because {@code start()} has returned.
	 */
	boolean owesStop;

	final Map<ServiceState, Duration> spent = new EnumMap<>(ServiceState.class);

	EngineNode(GraphNode graph, @Nullable ManagedService managed) {
		this.graph = graph;
		this.managed = managed;
	}

	boolean isBarrier() {
		return this.managed == null;
	}

	ManagedService managed() {
		return Objects.requireNonNull(this.managed);
	}

	String name() {
		return this.graph.name();
	}

	boolean isRequired() {
		return this.graph.isRequired();
	}

	boolean isInsideCall() {
		return this.attempt != null || this.stopCall != null;
	}

	boolean isInside(ContractCheck check) {
		CheckCall call = this.checkCalls.get(check);
		return call != null && !call.hasReturned();
	}

	/**
	 * Return what the service has to do without.
	 * @return one text for people each
	 */
	List<String> degradations() {
		List<String> reasons = new ArrayList<>();
		for (EngineEdge edge : this.dependencies) {
			if (edge.isDegrading()) {
				reasons.add("optional service '" + edge.dependency.name() + "' is not ready");
			}
		}
		this.concerns.forEach((check, reason) -> reasons.add(check + ": " + reason));
		return reasons;
	}

	boolean is(ServiceState... states) {
		for (ServiceState state : states) {
			if (this.state == state) {
				return true;
			}
		}
		return false;
	}

	void reset() {
		cancelTimers();
		this.retryPause = Duration.ZERO;
		this.passed = false;
		this.participating = true;
		this.optionalClock = false;
		this.awaitsStop = false;
		this.releasedBy = null;
		this.failure = null;
		this.failingCheck = null;
		this.degradedBecause = List.of();
		this.concerns = Map.of();
		this.attempts = 0;
		this.startup = null;
		this.backoff = null;
		this.spent.clear();
		this.dependencies.forEach(EngineEdge::reset);
	}

	void countUnmet() {
		this.unmet = 0;
		this.unmetOptional = 0;
		for (EngineEdge edge : this.dependencies) {
			edge.met = edge.isSatisfied();
			if (!edge.met) {
				if (edge.is(DependencyType.OPTIONAL)) {
					this.unmetOptional++;
				}
				else {
					this.unmet++;
				}
			}
		}
	}

	void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	void cancelTimers() {
		cancelTimer();
		this.dependencies.forEach(EngineEdge::cancelTimer);
	}

	/**
	 * Return the service that let this node pass, or the one that ended the phase that
	 * did.
	 * @return a service; {@code null} if it waited for none
	 */
	@Nullable EngineNode releasingService() {
		EngineNode node = this.releasedBy;
		while (node != null && node.isBarrier()) {
			node = node.releasedBy;
		}
		return node;
	}

	String unmetNames() {
		return this.dependencies.stream()
			.filter((edge) -> !edge.met)
			.map((edge) -> edge.dependency.name())
			.distinct()
			.collect(Collectors.joining(", "));
	}

	ServiceStatus status() {
		return new ServiceStatus(name(), this.state, !this.degradedBecause.isEmpty(), this.since, this.failingCheck,
				this.degradedBecause);
	}

	ServiceTiming timing() {
		return new ServiceTiming(name(), this.state, spent(ServiceState.WAITING), spent(ServiceState.STARTING),
				spent(ServiceState.VALIDATING), this.attempts,
				(this.releasedBy != null) ? this.releasedBy.name() : null);
	}

	ServiceRun run() {
		EngineNode releasing = releasingService();
		List<String> waitingFor = is(ServiceState.WAITING)
				? this.dependencies.stream().filter((edge) -> !edge.met).map((edge) -> edge.dependency.name()).toList()
				: List.of();
		return new ServiceRun(name(), this.epoch, this.begun, waitingFor, (releasing != null) ? releasing.name() : null,
				(this.failure != null) ? Texts.reason(this.failure) : null, restarts());
	}

	private ServiceRestarts restarts() {
		if (this.restartHistory != null) {
			return this.restartHistory.describe(this.restarting);
		}
		return (this.restarting != null) ? new ServiceRestarts(this.restarting, null, List.of(), null)
				: ServiceRestarts.NONE;
	}

	Duration spent(ServiceState state) {
		return this.spent.getOrDefault(state, Duration.ZERO);
	}

	@Override
	public String toString() {
		return name() + " " + this.state;
	}

}
