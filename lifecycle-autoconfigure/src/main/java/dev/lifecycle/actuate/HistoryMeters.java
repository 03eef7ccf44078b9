package dev.lifecycle.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleGraph.Service;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.history.StartupHistory;

/**
 * Shows how this start-up compares with earlier ones. What is not known is not a number.
 *
 * @since 0.1.0
 */
public final class HistoryMeters implements EngineListener, SmartInitializingSingleton, DisposableBean {

	private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

	private static final String RATIO = "ratio";

	private final LifecycleManager manager;

	private final StartupHistory history;

	private final Supplier<@Nullable MeterRegistry> registry;

	private volatile @Nullable MeterRegistry used;

	private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();

	/**
	 * Create meters.
	 * @param manager knows the services and their phases
	 * @param history the history of start-ups
	 * @param registry supplies where to register the meters, or {@code null} for nowhere
	 */
	public HistoryMeters(LifecycleManager manager, StartupHistory history, Supplier<@Nullable MeterRegistry> registry) {
		this.manager = manager;
		this.history = history;
		this.registry = registry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.used = this.registry.get();
		register();
	}

	// Some services are only known by now.
	@Override
	public void startupBegan() {
		register();
	}

	private void register() {
		MeterRegistry registry = this.used;
		LifecycleGraph graph = this.manager.graph();
		if (registry != null && !graph.services().isEmpty()) {
			register(registry, graph);
		}
	}

	private void register(MeterRegistry registry, LifecycleGraph graph) {
		add(registry, "success",
				Gauge.builder("lifecycle.startup.success", this.history::successRatio)
					.description("Part of the latest start-ups on this machine that succeeded")
					.baseUnit(RATIO));
		add(registry, "usual",
				Gauge.builder("lifecycle.startup.usual", this::usualSeconds)
					.description("Time that start-ups on this machine usually take")
					.baseUnit("seconds"));
		add(registry, "slowdown",
				Gauge.builder("lifecycle.startup.slowdown", this.history::slowdown)
					.description("Time of this start-up compared with what is usual")
					.baseUnit(RATIO));
		graph.services()
			.stream()
			.map(Service::phase)
			.filter((phase) -> phase != null)
			.distinct()
			.forEach((phase) -> add(registry, "phase " + phase,
					Gauge.builder("lifecycle.phase.slowdown", () -> this.history.slowdownOfPhase(phase))
						.description("Time of a phase compared with what is usual")
						.tag("phase", phase)
						.baseUnit(RATIO)));
		graph.services()
			.stream()
			.map(Service::name)
			.forEach((service) -> add(registry, "service " + service,
					Gauge.builder("lifecycle.service.slowdown", () -> this.history.slowdownOfService(service))
						.description("Time of the start and validation of a service compared with what is usual")
						.tag("service", service)
						.baseUnit(RATIO)));
	}

	private void add(MeterRegistry registry, String key, Gauge.Builder<?> builder) {
		this.gauges.computeIfAbsent(key, (absent) -> builder.register(registry));
	}

	private double usualSeconds() {
		Duration usual = this.history.usualDuration();
		return (usual != null) ? usual.toNanos() / NANOS_PER_SECOND : Double.NaN;
	}

	/**
	 * Leave a registry that may outlive the context without what belongs to the context.
	 */
	@Override
	public void destroy() {
		MeterRegistry registry = this.used;
		if (registry != null) {
			List.copyOf(this.gauges.values()).forEach(registry::remove);
		}
		this.gauges.clear();
	}

}
