package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.StartupReport.ServiceTiming;
import dev.lifecycle.graph.GraphEdge;
import dev.lifecycle.graph.GraphNode;
import dev.lifecycle.graph.ServiceGraph;

/**
 * The nodes and their states: the one place where a state changes, a snapshot is
 * published and listeners are told. Owned by the coordinator, apart from the snapshot.
 */
class Board {

	private static final Log logger = LogFactory.getLog(Board.class);

	private final EngineContext context;

	private final List<EngineListener> listeners;

	private final List<EngineNode> nodes = new ArrayList<>();

	private final Map<String, EngineNode> services = new LinkedHashMap<>();

	private final Deque<EngineNode> changed = new ArrayDeque<>();

	private final ServiceStatus[] statuses;

	private final ServiceTiming[] timings;

	private final ServiceRun[] runs;

	private boolean stale;

	private boolean complete;

	private volatile EngineSnapshot snapshot = new EngineSnapshot(false, false, List.of(), List.of(), List.of());

	private volatile CompletableFuture<Void> ready = new CompletableFuture<>();

	Board(EngineContext context, ServiceGraph graph, Map<String, ManagedService> managed,
			List<EngineListener> listeners) {
		this.context = context;
		this.listeners = List.copyOf(listeners);
		for (GraphNode node : graph.nodes()) {
			EngineNode engineNode = new EngineNode(node, managed.get(node.name()));
			engineNode.since = context.coordinator().now();
			engineNode.sinceNanos = context.coordinator().nanoTime();
			this.nodes.add(engineNode);
			if (node.service() != null) {
				this.services.put(node.name(), engineNode);
				ManagedService service = Objects.requireNonNull(managed.get(node.name()),
						() -> "No component for service " + node.name());
				context.threads().include(service.component()::abandonedThreads);
			}
			for (GraphEdge edge : node.dependencies()) {
				connect(new EngineEdge(edge, engineNode, this.nodes.get(edge.dependency().index())));
			}
		}
		this.statuses = this.services.values().stream().map(EngineNode::status).toArray(ServiceStatus[]::new);
		this.timings = this.services.values().stream().map(EngineNode::timing).toArray(ServiceTiming[]::new);
		this.runs = this.services.values().stream().map(EngineNode::run).toArray(ServiceRun[]::new);
		int position = 0;
		for (EngineNode service : this.services.values()) {
			service.position = position++;
		}
		publish();
	}

	private void connect(EngineEdge edge) {
		edge.dependent.dependencies.add(edge);
		edge.dependency.dependents.add(edge);
	}

	List<EngineNode> nodes() {
		return this.nodes;
	}

	Map<String, EngineNode> services() {
		return this.services;
	}

	void setComplete(boolean complete) {
		this.complete = complete;
		publish();
	}

	boolean isReady() {
		return this.snapshot.ready();
	}

	boolean isComplete() {
		return this.complete;
	}

	void transition(EngineNode node, ServiceState to, String detail, @Nullable Throwable cause) {
		ServiceState from = node.state;
		long now = this.context.coordinator().nanoTime();
		Duration elapsed = Duration.ofNanos(now - node.sinceNanos);
		node.spent.merge(from, elapsed, Duration::plus);
		node.state = to;
		node.since = this.context.coordinator().now();
		node.sinceNanos = now;
		if (to == ServiceState.WAITING) {
			node.begun = node.since;
		}
		if (to != ServiceState.VALIDATING && to != ServiceState.NOT_READY && to != ServiceState.FAILED) {
			node.failingCheck = null;
		}
		publish(node);
		this.changed.add(node);
		EngineNode releasing = node.releasingService();
		String releasedBy = (releasing != null) ? releasing.name() : null;
		StateChange change = new StateChange(node.name(), from, to, node.epoch, elapsed, detail, releasedBy, cause);
		tell((listener) -> listener.stateChanged(change));
		if (!node.degradedBecause.isEmpty()) {
			updateDegraded(node);
		}
	}

	/**
	 * Find out what a service has to do without, which is nothing unless it runs.
	 * @param node the service
	 */
	void updateDegraded(EngineNode node) {
		boolean running = node.is(ServiceState.STARTING, ServiceState.VALIDATING, ServiceState.READY,
				ServiceState.NOT_READY);
		List<String> reasons = running ? List.copyOf(node.degradations()) : List.of();
		if (!reasons.equals(node.degradedBecause)) {
			node.degradedBecause = reasons;
			publish(node);
			if (running) {
				tell((listener) -> listener.degradationChanged(node.name(), reasons));
			}
		}
	}

	// Show what a service waits for, once the step is over.
	void refresh(EngineNode node) {
		if (!node.isBarrier()) {
			this.runs[node.position] = node.run();
			this.stale = true;
		}
	}

	void flush() {
		if (this.stale) {
			publish();
		}
	}

	void setFailingCheck(EngineNode node, @Nullable String failingCheck) {
		if (!Objects.equals(node.failingCheck, failingCheck)) {
			node.failingCheck = failingCheck;
			publish(node);
		}
	}

	/**
	 * Return a node whose dependents have not been looked at since it changed.
	 * @return the node; {@code null} if there is none
	 */
	@Nullable EngineNode nextChanged() {
		return this.changed.poll();
	}

	boolean hasChanged() {
		return !this.changed.isEmpty();
	}

	// Let the dependents of a node look at it again.
	void touch(EngineNode node) {
		this.changed.add(node);
	}

	void tell(Consumer<EngineListener> message) {
		for (EngineListener listener : this.listeners) {
			try {
				message.accept(listener);
			}
			catch (Throwable ex) {
				logger.error("Lifecycle listener failed", ex);
			}
		}
	}

	/**
	 * Return the services with what has not been checked for too long. May be called from
	 * any thread.
	 * @return the latest snapshot, or one in which outdated services are not ready
	 */
	EngineSnapshot currentSnapshot() {
		EngineSnapshot latest = this.snapshot;
		long now = this.context.coordinator().nanoTime();
		List<ServiceStatus> statuses = null;
		boolean ready = latest.ready();
		for (EngineNode node : this.services.values()) {
			ServiceStatus status = latest.services().get(node.position);
			ServiceStatus current = current(node, status, now);
			if (current.state() != status.state()) {
				statuses = (statuses != null) ? statuses : new ArrayList<>(latest.services());
				statuses.set(node.position, current);
				ready = ready && !node.isRequired();
			}
		}
		return (statuses != null)
				? new EngineSnapshot(latest.complete(), ready, statuses, latest.timings(), latest.runs()) : latest;
	}

	/**
	 * Return one service, likewise from any thread.
	 * @param node the service
	 * @return its status
	 */
	ServiceStatus currentStatus(EngineNode node) {
		return current(node, this.snapshot.services().get(node.position), this.context.coordinator().nanoTime());
	}

	private ServiceStatus current(EngineNode node, ServiceStatus status, long now) {
		Monitor.Watch watch = node.watch;
		Monitor.Outdated outdated = (watch != null && status.state() == ServiceState.READY) ? watch.outdated(now)
				: null;
		return (outdated != null) ? new ServiceStatus(status.name(), ServiceState.NOT_READY, status.degraded(),
				this.context.coordinator().now().minus(outdated.age()), outdated.describe(), status.degradedBecause())
				: status;
	}

	/**
	 * Return a future that is completed when every required service is ready.
	 * @return the future; a new one after readiness was lost
	 */
	CompletableFuture<Void> ready() {
		return this.ready;
	}

	private void publish(EngineNode node) {
		this.statuses[node.position] = node.status();
		this.timings[node.position] = node.timing();
		this.runs[node.position] = node.run();
		publish();
	}

	private void publish() {
		this.stale = false;
		boolean ready = this.complete && this.services.values()
			.stream()
			.noneMatch((node) -> node.isRequired() && node.submitted && node.state != ServiceState.READY);
		this.snapshot = new EngineSnapshot(this.complete, ready,
				Collections.unmodifiableList(Arrays.asList(this.statuses.clone())),
				Collections.unmodifiableList(Arrays.asList(this.timings.clone())),
				Collections.unmodifiableList(Arrays.asList(this.runs.clone())));
		if (ready) {
			this.ready.complete(null);
		}
		else if (this.ready.isDone()) {
			this.ready = new CompletableFuture<>();
		}
	}

}
