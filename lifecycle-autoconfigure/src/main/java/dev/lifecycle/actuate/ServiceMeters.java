package dev.lifecycle.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleGraph.Edge;
import dev.lifecycle.LifecycleGraph.Service;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.PhaseTimings;
import dev.lifecycle.engine.PhaseTimings.PhaseTiming;
import dev.lifecycle.engine.StateChange;

/**
 * The meters of services in one registry. What can be told in advance is registered in
 * advance, so that rates are right from the first change on. Not safe for use by many
 * threads.
 */
final class ServiceMeters {

	private static final String SERVICE = "service";

	private static final String TRIGGER = "trigger";

	private static final String MANUAL = "manual";

	private static final String AUTOMATIC = "automatic";

	private final MeterRegistry registry;

	private final LifecycleManager manager;

	private final MeterProvider<Timer> startups;

	private final MeterProvider<Timer> phases;

	private final MeterProvider<Timer> starts;

	private final MeterProvider<Timer> checks;

	private final MeterProvider<Counter> failures;

	private final MeterProvider<Counter> restarts;

	private final Map<String, List<Meter>> gauges = new ConcurrentHashMap<>();

	private final Set<String> exhausted = ConcurrentHashMap.newKeySet();

	private volatile Set<String> required = Set.of();

	private Map<String, List<String>> dependents = Map.of();

	private @Nullable PhaseTimings phaseTimings;

	private boolean starting;

	ServiceMeters(MeterRegistry registry, LifecycleManager manager) {
		this.registry = registry;
		this.manager = manager;
		this.startups = Timer.builder("lifecycle.startup")
			.description("Time until all required services were ready")
			.withRegistry(registry);
		this.phases = Timer.builder("lifecycle.phase")
			.description("Time from the first start in a phase until its services were ready")
			.withRegistry(registry);
		this.starts = Timer.builder("lifecycle.service.start")
			.description("Time a service waited, started and was validated")
			.withRegistry(registry);
		this.checks = Timer.builder("lifecycle.readiness.check")
			.description("Time readiness checks took")
			.withRegistry(registry);
		this.failures = Counter.builder("lifecycle.dependency.failures")
			.description("Number of times something a service depends on failed or lost its readiness")
			.withRegistry(registry);
		this.restarts = Counter.builder("lifecycle.restarts")
			.description("Number of times a service was restarted")
			.withRegistry(registry);
	}

	/**
	 * Register the meters of all services there are now.
	 * @return the services
	 */
	LifecycleGraph register() {
		LifecycleGraph graph = this.manager.graph();
		Set<String> names = graph.services().stream().map(Service::name).collect(Collectors.toSet());
		this.gauges.keySet().stream().filter((name) -> !names.contains(name)).toList().forEach(this::unregister);
		if (names.isEmpty()) {
			return graph;
		}
		for (Outcome outcome : Outcome.values()) {
			this.startups.withTag(Outcome.TAG, outcome.value());
			graph.services()
				.stream()
				.map(Service::phase)
				.filter((phase) -> phase != null)
				.distinct()
				.forEach((phase) -> this.phases.withTags("phase", phase, Outcome.TAG, outcome.value()));
		}
		this.required = graph.services()
			.stream()
			.filter(Service::required)
			.map(Service::name)
			.collect(Collectors.toUnmodifiableSet());
		names.forEach((name) -> this.gauges.computeIfAbsent(name, this::register));
		this.dependents = dependents(graph);
		this.dependents.forEach((dependency, services) -> services.forEach((service) -> failures(service, dependency)));
		return graph;
	}

	private List<Meter> register(String service) {
		for (String trigger : List.of(MANUAL, AUTOMATIC)) {
			this.restarts.withTags(SERVICE, service, TRIGGER, trigger);
		}
		List<Meter> gauges = new ArrayList<>();
		for (ServiceState state : ServiceState.values()) {
			gauges.add(Gauge
				.builder("lifecycle.service.state", () -> (this.manager.status(service).state() == state) ? 1 : 0)
				.description("1 for the state a service is in, 0 for all others")
				.tag(SERVICE, service)
				.tag("state", state.name())
				.register(this.registry));
		}
		gauges.add(Gauge.builder("lifecycle.service.degraded", () -> this.manager.status(service).degraded() ? 1 : 0)
			.description("1 if a service runs without something it should have")
			.tag(SERVICE, service)
			.register(this.registry));
		gauges.add(Gauge.builder("lifecycle.restarts.exhausted", () -> this.exhausted.contains(service) ? 1 : 0)
			.description("1 if a service has failed and is not restarted automatically any more")
			.tag(SERVICE, service)
			.register(this.registry));
		gauges.add(Gauge.builder("lifecycle.service.required", () -> this.required.contains(service) ? 1 : 0)
			.description("1 if the application is only ready when the service is")
			.tag(SERVICE, service)
			.register(this.registry));
		return gauges;
	}

	private static Map<String, List<String>> dependents(LifecycleGraph graph) {
		return graph.edges()
			.stream()
			.filter((edge) -> edge.type() != DependencyType.SOFT)
			.collect(Collectors.groupingBy(Edge::to, Collectors.mapping(Edge::from, Collectors.toList())));
	}

	private Counter failures(String service, String dependency) {
		return this.failures.withTags(SERVICE, service, "dependency", dependency);
	}

	/**
	 * Remove the meters that ask for the state of services.
	 */
	void unregister() {
		List.copyOf(this.gauges.keySet()).forEach(this::unregister);
	}

	private void unregister(String service) {
		List<Meter> gauges = this.gauges.remove(service);
		if (gauges != null) {
			gauges.forEach(this.registry::remove);
		}
	}

	void startupBegan() {
		this.starting = false;
		this.phaseTimings = new PhaseTimings(register());
	}

	void changed(StateChange change) {
		if (change.to() != ServiceState.FAILED) {
			this.exhausted.remove(change.service());
		}
		if (change.to() == ServiceState.WAITING) {
			this.starting = true;
		}
		String stage = switch (change.from()) {
			case WAITING -> "waited";
			case STARTING -> "started";
			case VALIDATING -> "validated";
			default -> null;
		};
		if (stage != null) {
			this.starts
				.withTags(SERVICE, change.service(), "stage", stage, Outcome.TAG, outcomeOfStage(change.to()).value())
				.record(change.elapsed());
		}
		PhaseTiming ended = (this.phaseTimings != null) ? this.phaseTimings.changed(change, now()) : null;
		if (ended != null) {
			record(ended, Outcome.SUCCESS);
		}
		boolean failed = change.to() == ServiceState.NOT_READY
				|| (change.to() == ServiceState.FAILED && change.from() != ServiceState.NOT_READY);
		if (failed) {
			this.dependents.getOrDefault(change.service(), List.of())
				.forEach((service) -> failures(service, change.service()).increment());
		}
	}

	private static Outcome outcomeOfStage(ServiceState next) {
		return switch (next) {
			case STARTING, VALIDATING, READY -> Outcome.SUCCESS;
			case FAILED -> Outcome.FAILURE;
			default -> Outcome.CANCELLED;
		};
	}

	void checked(String service, String check, Duration elapsed, boolean ready) {
		Outcome outcome = ready ? Outcome.SUCCESS : Outcome.FAILURE;
		this.checks.withTags(SERVICE, service, "check", check, Outcome.TAG, outcome.value()).record(elapsed);
	}

	void startupEnded(Duration total, Outcome outcome) {
		if (this.starting) {
			this.starting = false;
			this.startups.withTag(Outcome.TAG, outcome.value()).record(total);
		}
		if (this.phaseTimings != null && outcome != Outcome.SUCCESS) {
			this.phaseTimings.end(now()).forEach((phase) -> record(phase, outcome));
		}
	}

	private void record(PhaseTiming phase, Outcome outcome) {
		this.phases.withTags("phase", phase.phase(), Outcome.TAG, outcome.value()).record(phase.elapsed());
	}

	void stopBegan() {
		this.phaseTimings = null;
	}

	void restarted(List<String> services, boolean automatic) {
		String trigger = automatic ? AUTOMATIC : MANUAL;
		services.forEach((service) -> this.restarts.withTags(SERVICE, service, TRIGGER, trigger).increment());
	}

	void restartsExhausted(String service) {
		this.exhausted.add(service);
	}

	private long now() {
		return this.registry.config().clock().monotonicTime();
	}

}
