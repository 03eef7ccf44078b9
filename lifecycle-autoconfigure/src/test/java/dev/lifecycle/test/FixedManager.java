package dev.lifecycle.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.StartupReport;

/**
 * Services in states that a test gives them.
 */
final class FixedManager implements LifecycleManager {

	static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

	private final List<LifecycleGraph.Service> nodes = new ArrayList<>();

	private final List<LifecycleGraph.Edge> edges = new ArrayList<>();

	private final List<ServiceStatus> statuses = new ArrayList<>();

	private final List<List<ServiceStatus>> later = new ArrayList<>();

	FixedManager service(String name, ServiceState state) {
		return service(name, state, null, List.of());
	}

	FixedManager service(String name, ServiceState state, @Nullable String failingCheck, List<String> degradedBecause) {
		return service(name, null, 0, true, state, failingCheck, degradedBecause);
	}

	FixedManager inPhase(String phase, int level, String name) {
		return service(name, phase, level, true, ServiceState.READY, null, List.of());
	}

	FixedManager optional(String name) {
		return service(name, null, 0, false, ServiceState.READY, null, List.of());
	}

	private FixedManager service(String name, @Nullable String phase, int level, boolean required, ServiceState state,
			@Nullable String failingCheck, List<String> degradedBecause) {
		this.nodes.add(new LifecycleGraph.Service(name, phase, required, level));
		this.statuses
			.add(new ServiceStatus(name, state, !degradedBecause.isEmpty(), SINCE, failingCheck, degradedBecause));
		return this;
	}

	FixedManager edge(String from, DependencyType type, String to) {
		this.edges.add(new LifecycleGraph.Edge(from, to, type, false, null, "", "test"));
		return this;
	}

	// What the services become the next time somebody asks.
	FixedManager then(FixedManager other) {
		this.later.add(List.copyOf(other.statuses));
		return this;
	}

	@Override
	public List<ServiceStatus> services() {
		List<ServiceStatus> current = List.copyOf(this.statuses);
		if (!this.later.isEmpty()) {
			this.statuses.clear();
			this.statuses.addAll(this.later.remove(0));
		}
		return current;
	}

	@Override
	public ServiceStatus status(String name) {
		return services().stream().filter((status) -> status.name().equals(name)).findFirst().orElseThrow();
	}

	@Override
	public LifecycleGraph graph() {
		return new LifecycleGraph(this.nodes, this.edges);
	}

	@Override
	public StartupReport startupReport() {
		return new StartupReport("", SINCE, Duration.ZERO, Duration.ZERO, List.of(), List.of(), null, List.of());
	}

	@Override
	public boolean isReady() {
		return services().stream().allMatch((service) -> service.state() == ServiceState.READY);
	}

	@Override
	public boolean awaitReady(Duration timeout) throws InterruptedException {
		return isReady() || new CountDownLatch(1).await(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public CompletableFuture<@Nullable Void> restart(String name) {
		throw new UnsupportedOperationException();
	}

}
