package dev.lifecycle.context;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.EngineSnapshot;
import dev.lifecycle.engine.LifecycleEngine;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.GraphEdge;
import dev.lifecycle.graph.GraphNode;
import dev.lifecycle.graph.Phase;
import dev.lifecycle.graph.ServiceGraph;

/**
 * The {@link LifecycleManager} of a context. Until all singletons exist there is no
 * engine, and every service is PENDING.
 *
 * @since 0.1.0
 */
public final class DefaultLifecycleManager implements LifecycleManager {

	private final ServicePlan plan;

	private final Instant created = Instant.now();

	private final CompletableFuture<@Nullable LifecycleEngine> engine = new CompletableFuture<>();

	private volatile @Nullable StartupReport emptyReport;

	/**
	 * Create a new manager.
	 * @param plan the services of the context
	 */
	public DefaultLifecycleManager(ServicePlan plan) {
		this.plan = plan;
	}

	void attach(LifecycleEngine engine) {
		this.engine.complete(engine);
	}

	void complete(StartupReport report) {
		this.emptyReport = report;
		this.engine.complete(null);
	}

	void stopped() {
		this.emptyReport = null;
	}

	private @Nullable LifecycleEngine engine() {
		return this.engine.getNow(null);
	}

	/**
	 * Return all services at one moment.
	 * @return a consistent snapshot
	 */
	public EngineSnapshot snapshot() {
		LifecycleEngine engine = engine();
		if (engine != null) {
			return engine.snapshot();
		}
		List<ServiceStatus> statuses = this.plan.services()
			.byName()
			.keySet()
			.stream()
			.map((name) -> new ServiceStatus(name, ServiceState.PENDING, false, this.created, null, List.of()))
			.toList();
		boolean complete = this.emptyReport != null;
		return new EngineSnapshot(complete, complete, statuses, List.of(), List.of());
	}

	/**
	 * Return the graph that is in force.
	 * @return the graph, phases included; without what only injection tells before the
	 * first start
	 */
	public ServiceGraph serviceGraph() {
		LifecycleEngine engine = engine();
		return (engine != null) ? engine.graph() : this.plan.graph();
	}

	@Override
	public List<ServiceStatus> services() {
		return snapshot().services();
	}

	@Override
	public ServiceStatus status(String name) {
		LifecycleEngine engine = engine();
		if (engine != null && engine.graph().services().containsKey(name)) {
			return engine.status(name);
		}
		return services().stream()
			.filter((service) -> service.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no service '" + name + "', only "
					+ services().stream().map(ServiceStatus::name).toList()));
	}

	@Override
	public LifecycleGraph graph() {
		ServiceGraph graph = serviceGraph();
		List<LifecycleGraph.Service> services = new ArrayList<>();
		List<LifecycleGraph.Edge> edges = new ArrayList<>();
		for (GraphNode node : graph.services().values()) {
			Phase phase = node.phase();
			services.add(new LifecycleGraph.Service(node.name(), (phase != null) ? phase.name() : null,
					node.isRequired(), node.level()));
			node.dependencies().stream().filter((edge) -> !edge.isBarrier()).map(this::toEdge).forEach(edges::add);
		}
		return new LifecycleGraph(services, edges);
	}

	private LifecycleGraph.Edge toEdge(GraphEdge edge) {
		Dependency declaration = Objects.requireNonNull(edge.declaration());
		return new LifecycleGraph.Edge(edge.dependent().name(), declaration.target(), declaration.type(),
				declaration.inferred(), declaration.timeout(), declaration.description(), declaration.source());
	}

	@Override
	public StartupReport startupReport() {
		LifecycleEngine engine = engine();
		if (engine != null) {
			return engine.report();
		}
		StartupReport report = this.emptyReport;
		return (report != null) ? report : new StartupReport("", this.created, Duration.ZERO, Duration.ZERO, List.of(),
				List.of(), null, List.of());
	}

	@Override
	public boolean isReady() {
		return snapshot().ready();
	}

	@Override
	public boolean awaitReady(Duration timeout) throws InterruptedException {
		long nanos = TimeUnit.NANOSECONDS.convert(timeout);
		long deadline = System.nanoTime() + nanos;
		try {
			LifecycleEngine engine = this.engine.get(nanos, TimeUnit.NANOSECONDS);
			Duration rest = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
			return (engine != null) ? engine.awaitReady(rest) : isReady();
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public CompletableFuture<@Nullable Void> restart(String name) {
		status(name);
		LifecycleEngine engine = engine();
		if (engine == null) {
			return CompletableFuture
				.failedFuture(new CancellationException("Service '" + name + "' has not been started yet"));
		}
		return offEngine(engine.restart(name, this.plan.options().engine().restarting().cascade()));
	}

	// What users do when the restart is over must not keep the engine from its work.
	@SuppressWarnings("FutureReturnValueIgnored")
	private static CompletableFuture<@Nullable Void> offEngine(CompletableFuture<@Nullable Void> result) {
		CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
		result.whenCompleteAsync((value, failure) -> {
			if (failure != null) {
				answer.completeExceptionally(failure);
			}
			else {
				answer.complete(null);
			}
		});
		return answer;
	}

}
