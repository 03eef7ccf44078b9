package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.Phase;
import dev.lifecycle.graph.ServiceDefinition;
import dev.lifecycle.graph.ServiceGraph;

/**
 * An engine whose steps, threads and time are driven by the test: threads run on the
 * test's own thread when nothing else is to be done, unless they are held.
 */
class EngineFixture {

	static final EngineSettings SETTINGS = new EngineSettings(1.0, Duration.ofMinutes(5), Duration.ofSeconds(60),
			Duration.ofSeconds(90), null, Duration.ofSeconds(10), Integer.MAX_VALUE,
			new EngineSettings.Retry(0, Duration.ofMillis(500), 2.0, Duration.ofSeconds(30), 0.0, List.of()),
			Duration.ofMillis(200), Duration.ofSeconds(25), Duration.ofSeconds(30), Duration.ofSeconds(10),
			EngineSettings.Monitoring.defaults(), EngineSettings.Restarting.defaults());

	static final Duration INTERVAL = Duration.ofSeconds(10);

	final ManualCoordinator coordinator = new ManualCoordinator();

	final List<String> log = new ArrayList<>();

	final List<String> warnings = new ArrayList<>();

	final List<String> pending = new ArrayList<>();

	final List<StateChange> changes = new ArrayList<>();

	final List<EngineListener> listeners = new ArrayList<>(List.of(new Recorder()));

	final List<ManualThread> threads = new ArrayList<>();

	private final Deque<ManualThread> runnable = new ArrayDeque<>();

	private final Set<String> held = new HashSet<>();

	private final Map<String, ServiceDefinition> definitions = new LinkedHashMap<>();

	private final Map<String, FakeComponent> components = new LinkedHashMap<>();

	private final Map<String, List<ContractCheck>> checks = new LinkedHashMap<>();

	private final Map<String, Duration> startTimeouts = new LinkedHashMap<>();

	private final Map<String, Duration> readinessTimeouts = new LinkedHashMap<>();

	private final List<Phase> phases = new ArrayList<>();

	private EngineSettings settings = SETTINGS;

	private ThreadFactory threadFactory = this::thread;

	private @Nullable LifecycleEngine engine;

	EngineFixture settings(UnaryOperator<EngineSettings> change) {
		this.settings = change.apply(this.settings);
		return this;
	}

	EngineFixture retries(int retries) {
		return settings((settings) -> withRetry(settings, new EngineSettings.Retry(retries, Duration.ofMillis(500), 2.0,
				Duration.ofSeconds(30), 0.0, List.of())));
	}

	EngineFixture maxParallelStarts(int number) {
		return settings((s) -> new EngineSettings(s.timeoutMultiplier(), s.startupTimeout(), s.startTimeout(),
				s.readinessTimeout(), s.dependencyTimeout(), s.optionalDependencyTimeout(), number, s.retry(),
				s.checkRetryInterval(), s.shutdownTimeout(), s.stopTimeout(), s.progressInterval(), s.monitoring(),
				s.restarting()));
	}

	static EngineSettings withRetry(EngineSettings s, EngineSettings.Retry retry) {
		return new EngineSettings(s.timeoutMultiplier(), s.startupTimeout(), s.startTimeout(), s.readinessTimeout(),
				s.dependencyTimeout(), s.optionalDependencyTimeout(), s.maxParallelStarts(), retry,
				s.checkRetryInterval(), s.shutdownTimeout(), s.stopTimeout(), s.progressInterval(), s.monitoring(),
				s.restarting());
	}

	EngineFixture phase(String name, @Nullable Duration timeout, boolean parallel) {
		this.phases.add(new Phase(name, timeout, parallel));
		return this;
	}

	EngineFixture service(String name, Dependency... dependencies) {
		return add(ServiceDefinition.of(name, dependencies));
	}

	EngineFixture optional(String name, Dependency... dependencies) {
		return add(new ServiceDefinition(name, name, null, false, true, List.of(dependencies)));
	}

	EngineFixture inPhase(String phase, String name, boolean required, Dependency... dependencies) {
		return add(new ServiceDefinition(name, name, phase, required, true, List.of(dependencies)));
	}

	private EngineFixture add(ServiceDefinition definition) {
		this.definitions.put(definition.name(), definition);
		this.components.put(definition.name(), new FakeComponent(definition.name(), this.log));
		return this;
	}

	EngineFixture check(String service, String name, ReadinessProbe probe) {
		return check(service, new ContractCheck(name, Duration.ofSeconds(5), probe, null, true, null));
	}

	EngineFixture watched(String service, String name, ReadinessProbe probe) {
		return check(service, new ContractCheck(name, Duration.ofSeconds(5), probe, null, true, INTERVAL));
	}

	EngineFixture check(String service, ContractCheck check) {
		this.checks.computeIfAbsent(service, (key) -> new ArrayList<>()).add(check);
		return this;
	}

	EngineFixture monitoring(EngineSettings.Monitoring monitoring) {
		return settings((s) -> new EngineSettings(s.timeoutMultiplier(), s.startupTimeout(), s.startTimeout(),
				s.readinessTimeout(), s.dependencyTimeout(), s.optionalDependencyTimeout(), s.maxParallelStarts(),
				s.retry(), s.checkRetryInterval(), s.shutdownTimeout(), s.stopTimeout(), s.progressInterval(),
				monitoring, s.restarting()));
	}

	EngineFixture checkRetryInterval(Duration interval) {
		return settings((s) -> new EngineSettings(s.timeoutMultiplier(), s.startupTimeout(), s.startTimeout(),
				s.readinessTimeout(), s.dependencyTimeout(), s.optionalDependencyTimeout(), s.maxParallelStarts(),
				s.retry(), interval, s.shutdownTimeout(), s.stopTimeout(), s.progressInterval(), s.monitoring(),
				s.restarting()));
	}

	EngineFixture restarting(EngineSettings.Restarting restarting) {
		return settings((s) -> new EngineSettings(s.timeoutMultiplier(), s.startupTimeout(), s.startTimeout(),
				s.readinessTimeout(), s.dependencyTimeout(), s.optionalDependencyTimeout(), s.maxParallelStarts(),
				s.retry(), s.checkRetryInterval(), s.shutdownTimeout(), s.stopTimeout(), s.progressInterval(),
				s.monitoring(), restarting));
	}

	EngineFixture startTimeout(String service, Duration timeout) {
		this.startTimeouts.put(service, timeout);
		return this;
	}

	EngineFixture readinessTimeout(String service, Duration timeout) {
		this.readinessTimeouts.put(service, timeout);
		return this;
	}

	EngineFixture listener(EngineListener listener) {
		this.listeners.add(listener);
		return this;
	}

	EngineFixture threadFactory(ThreadFactory factory) {
		this.threadFactory = factory;
		return this;
	}

	FakeComponent component(String name) {
		return Objects.requireNonNull(this.components.get(name));
	}

	LifecycleEngine engine() {
		if (this.engine == null) {
			ServiceGraph graph = ServiceGraph.of(this.definitions.values(), this.phases);
			List<ManagedService> managed = this.definitions.keySet()
				.stream()
				.map((name) -> new ManagedService(name, component(name), this.checks.getOrDefault(name, List.of()),
						this.startTimeouts.get(name), this.readinessTimeouts.get(name)))
				.toList();
			this.engine = new LifecycleEngine(graph, managed, this.settings,
					new Threads((task) -> this.threadFactory.newThread(task), this::execute), this.listeners,
					this.coordinator);
		}
		return this.engine;
	}

	// Submit all services, begin and run until only time or held threads help.
	CompletableFuture<StartupReport> begin() {
		return begin(this.definitions.keySet());
	}

	CompletableFuture<StartupReport> begin(Collection<String> services) {
		services.forEach(engine()::submit);
		CompletableFuture<StartupReport> outcome = engine().begin();
		run();
		return outcome;
	}

	CompletableFuture<Void> stop() {
		CompletableFuture<Void> stopped = engine().stop();
		run();
		return stopped;
	}

	CompletableFuture<Void> stop(String... services) {
		CompletableFuture<Void> stopped = engine().stop(List.of(services));
		run();
		return stopped;
	}

	// Let a thread hang before it does anything: lifecycle-a, lifecycle-a-stop.
	EngineFixture hold(String thread) {
		this.held.add(thread);
		return this;
	}

	void release(String thread) {
		this.held.remove(thread);
		run();
	}

	void run() {
		boolean busy = true;
		while (busy) {
			busy = this.coordinator.runStep() || runThread();
		}
	}

	private boolean runThread() {
		for (ManualThread thread : this.runnable) {
			if (!this.held.contains(thread.getName())) {
				this.runnable.remove(thread);
				thread.runNow();
				return true;
			}
		}
		return false;
	}

	void advance(Duration time) {
		long until = this.coordinator.nanoTime() + time.toNanos();
		do {
			run();
		}
		while (this.coordinator.runAlarm(until));
		run();
	}

	ServiceState state(String service) {
		return status(service).state();
	}

	ServiceStatus status(String service) {
		return engine().snapshot()
			.services()
			.stream()
			.filter((status) -> status.name().equals(service))
			.findFirst()
			.orElseThrow();
	}

	boolean isReady() {
		return engine().snapshot().ready();
	}

	ManualThread thread(String name) {
		return this.threads.stream().filter((thread) -> thread.getName().equals(name)).findFirst().orElseThrow();
	}

	long threadsNamed(String name) {
		return this.threads.stream().filter((thread) -> thread.getName().equals(name)).count();
	}

	ManualThread thread(Runnable task) {
		return new ManualThread(task);
	}

	private void execute(Runnable task) {
		Thread thread = this.threadFactory.newThread(task);
		thread.setName(task.toString());
		thread.start();
	}

	static StartupFailedException failure(CompletableFuture<StartupReport> outcome) {
		Throwable failure = outcome.handle((report, ex) -> ex).getNow(null);
		if (failure instanceof StartupFailedException startupFailed) {
			return startupFailed;
		}
		throw new AssertionError("No failed start-up: " + outcome, failure);
	}

	final class ManualThread extends Thread {

		private final Runnable task;

		boolean interruptRequested;

		ManualThread(Runnable task) {
			this.task = task;
		}

		void runNow() {
			this.task.run();
		}

		@Override
		public synchronized void start() {
			EngineFixture.this.threads.add(this);
			EngineFixture.this.runnable.add(this);
		}

		@Override
		public void interrupt() {
			this.interruptRequested = true;
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			return new StackTraceElement[] { new StackTraceElement("Stuck", "inside", "Stuck.java", 1) };
		}

	}

	private final class Recorder implements EngineListener {

		@Override
		public void stateChanged(StateChange change) {
			EngineFixture.this.changes.add(change);
			EngineFixture.this.log.add(change.service() + " " + change.to());
		}

		@Override
		public void degradationChanged(String service, List<String> reasons) {
			EngineFixture.this.log.add(service + " degraded " + reasons);
		}

		@Override
		public void startupFailed(StartupFailedException failure) {
			EngineFixture.this.log.add("start-up failed");
		}

		@Override
		public void startupCompleted(StartupReport report) {
			EngineFixture.this.log.add("start-up completed");
		}

		@Override
		public void startupPending(Duration elapsed, List<String> pending) {
			EngineFixture.this.pending.addAll(pending);
		}

		@Override
		public void warning(String message, Throwable cause) {
			EngineFixture.this.warnings.add(message);
		}

	}

}
