package dev.lifecycle.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.StartupReport;
import dev.lifecycle.StartupReport.ServiceTiming;
import dev.lifecycle.actuate.LifecycleDescriptor.Environment;
import dev.lifecycle.actuate.LifecycleDescriptor.Span;
import dev.lifecycle.actuate.LifecycleDescriptor.Startup;
import dev.lifecycle.actuate.LifecycleDescriptor.State;
import dev.lifecycle.actuate.LifecycleDescriptor.Timings;
import dev.lifecycle.engine.EngineSettings.Restarting;
import dev.lifecycle.engine.EngineSnapshot;
import dev.lifecycle.engine.ServiceRestarts;
import dev.lifecycle.engine.ServiceRun;
import dev.lifecycle.history.HistorySummary;
import dev.lifecycle.races.Race;
import dev.lifecycle.text.Texts;

/**
 * Puts together what is known of the services and their start-up.
 *
 * @since 0.1.0
 */
public final class LifecycleDescriber {

	private static final Set<ServiceState> BUSY = Set.of(ServiceState.WAITING, ServiceState.STARTING,
			ServiceState.VALIDATING);

	private final LifecycleManager manager;

	private final Supplier<EngineSnapshot> snapshot;

	private final Supplier<Environment> environment;

	private final Supplier<List<Race>> races;

	private final Supplier<@Nullable HistorySummary> history;

	private final Clock clock;

	/**
	 * Create a new describer.
	 * @param manager knows the graph and the latest start-up
	 * @param snapshot supplies the services at one moment
	 * @param environment supplies the environment whose preset applies
	 * @param races supplies the races that were found
	 * @param history supplies what is known of earlier start-ups, or {@code null}
	 * @param clock tells how long services have been at what they do
	 */
	public LifecycleDescriber(LifecycleManager manager, Supplier<EngineSnapshot> snapshot,
			Supplier<Environment> environment, Supplier<List<Race>> races, Supplier<@Nullable HistorySummary> history,
			Clock clock) {
		this.manager = manager;
		this.snapshot = snapshot;
		this.environment = environment;
		this.races = races;
		this.history = history;
		this.clock = clock;
	}

	/**
	 * Describe the services as they are now.
	 * @return the description
	 */
	public LifecycleDescriptor describe() {
		StartupReport report = this.manager.startupReport();
		EngineSnapshot snapshot = this.snapshot.get();
		LifecycleGraph graph = this.manager.graph();
		Moment moment = new Moment(this.clock.instant(), snapshot, graph, report);
		return new LifecycleDescriptor(LifecycleDescriptor.SCHEMA_VERSION, this.environment.get(),
				state(snapshot, report), moment.startup(), moment.services(), this.races.get(), history());
	}

	private @Nullable HistoryDescriptor history() {
		HistorySummary summary = this.history.get();
		return (summary != null) ? HistoryDescriptor.of(summary) : null;
	}

	private static State state(EngineSnapshot snapshot, StartupReport report) {
		if (snapshot.complete()) {
			return snapshot.ready() ? State.READY : State.NOT_READY;
		}
		if (report.failure() != null) {
			return State.FAILED;
		}
		Set<ServiceState> states = snapshot.services()
			.stream()
			.map(ServiceStatus::state)
			.collect(Collectors.toCollection(HashSet::new));
		if (states.contains(ServiceState.STOPPING)) {
			return State.STOPPING;
		}
		return (states.contains(ServiceState.STOPPED) && states.stream().noneMatch(BUSY::contains)) ? State.STOPPED
				: State.STARTING;
	}

	/**
	 * All that is known at one moment.
	 */
	private static final class Moment {

		private final Instant now;

		private final StartupReport report;

		private final LifecycleGraph graph;

		private final Map<String, List<LifecycleGraph.Edge>> dependencies = new HashMap<>();

		private final Map<String, List<String>> dependents = new HashMap<>();

		private final Map<String, ServiceStatus> statuses;

		private final Map<String, ServiceTiming> timings;

		private final Map<String, ServiceTiming> reported;

		private final Map<String, ServiceRun> runs;

		Moment(Instant now, EngineSnapshot snapshot, LifecycleGraph graph, StartupReport report) {
			this.now = now;
			this.report = report;
			this.graph = graph;
			this.statuses = byName(snapshot.services(), ServiceStatus::name);
			this.timings = byName(snapshot.timings(), ServiceTiming::name);
			this.reported = byName(report.services(), ServiceTiming::name);
			this.runs = byName(snapshot.runs(), ServiceRun::name);
			for (LifecycleGraph.Edge edge : graph.edges()) {
				this.dependencies.computeIfAbsent(edge.from(), (name) -> new ArrayList<>()).add(edge);
				this.dependents.computeIfAbsent(edge.to(), (name) -> new ArrayList<>()).add(edge.from());
			}
		}

		private static <T> Map<String, T> byName(List<T> values, Function<T, String> name) {
			return values.stream().collect(Collectors.toMap(name, Function.identity()));
		}

		List<ServiceDescriptor> services() {
			List<ServiceDescriptor> services = new ArrayList<>();
			for (LifecycleGraph.Service node : this.graph.services()) {
				ServiceStatus status = this.statuses.get(node.name());
				if (status != null) {
					services.add(service(node, status));
				}
			}
			return services;
		}

		private ServiceDescriptor service(LifecycleGraph.Service node, ServiceStatus status) {
			String name = node.name();
			ServiceRun run = this.runs.getOrDefault(name,
					new ServiceRun(name, 0, null, List.of(), null, null, ServiceRestarts.NONE));
			ServiceTiming timing = this.timings.get(name);
			return new ServiceDescriptor(name, status.state(), status.degraded(),
					status.degradedBecause().stream().map(Texts::mask).toList(), status.since().toString(),
					node.required(), node.phase(), node.level(), run.epoch(), (timing != null) ? timing.attempts() : 0,
					timings(status, timing), masked(status.failingCheck()), masked(run.failure()), dependencies(name),
					this.dependents.getOrDefault(name, List.of()), run.waitingFor(), run.releasedBy(),
					this.report.criticalPath().contains(name), restarts(run.restarts()));
		}

		private ServiceDescriptor.@Nullable Restarts restarts(ServiceRestarts restarts) {
			if (restarts.equals(ServiceRestarts.NONE)) {
				return null;
			}
			List<String> automatic = restarts.counting(this.now).stream().map(Instant::toString).toList();
			Restarting settings = restarts.settings();
			Integer left = (settings != null) ? Math.max(0, settings.maxRestarts() - automatic.size()) : null;
			return new ServiceDescriptor.Restarts(masked(restarts.underWay()), automatic, left,
					masked(restarts.exhausted()));
		}

		private List<ServiceDescriptor.Dependency> dependencies(String name) {
			return this.dependencies.getOrDefault(name, List.of())
				.stream()
				.map((edge) -> new ServiceDescriptor.Dependency(edge.to(), edge.type(), edge.inferred(), edge.source(),
						edge.description()))
				.toList();
		}

		// What the engine has measured, and the state that has not ended yet.
		private Timings timings(ServiceStatus status, @Nullable ServiceTiming timing) {
			long current = Math.max(0, Duration.between(status.since(), this.now).toMillis());
			Timings measured = measured(timing);
			return switch (status.state()) {
				case WAITING -> new Timings(measured.waiting() + current, measured.starting(), measured.validating());
				case STARTING -> new Timings(measured.waiting(), measured.starting() + current, measured.validating());
				case VALIDATING ->
					new Timings(measured.waiting(), measured.starting(), measured.validating() + current);
				default -> measured;
			};
		}

		private static Timings measured(@Nullable ServiceTiming timing) {
			return (timing != null) ? new Timings(timing.waited().toMillis(), timing.started().toMillis(),
					timing.validated().toMillis()) : new Timings(0, 0, 0);
		}

		Startup startup() {
			String id = this.report.id().isEmpty() ? null : this.report.id();
			return new Startup(id, this.report.startedAt().toString(), this.report.total().toMillis(),
					this.report.sumOfStarts().toMillis(), this.report.criticalPath(), masked(this.report.failure()),
					this.report.abandonedThreads(), timeline());
		}

		private List<Span> timeline() {
			List<Span> timeline = new ArrayList<>();
			Instant end = this.report.startedAt().plus(this.report.total());
			for (LifecycleGraph.Service node : this.graph.services()) {
				ServiceStatus status = this.statuses.get(node.name());
				ServiceRun run = this.runs.get(node.name());
				if (status == null || run == null || run.begun() == null
						|| run.begun().isBefore(this.report.startedAt())) {
					continue;
				}
				if (run.begun().isAfter(end)) {
					timeline.add(new Span(node.name(), 0, measured(this.reported.get(node.name()))));
				}
				else {
					long begin = Duration.between(this.report.startedAt(), run.begun()).toMillis();
					timeline.add(new Span(node.name(), begin, timings(status, this.timings.get(node.name()))));
				}
			}
			return timeline;
		}

		private static @Nullable String masked(@Nullable String text) {
			return (text != null) ? Texts.mask(text) : null;
		}

	}

}
