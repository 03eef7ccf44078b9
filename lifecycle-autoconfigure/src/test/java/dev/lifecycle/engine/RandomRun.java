package dev.lifecycle.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.GraphEdge;
import dev.lifecycle.graph.GraphNode;
import dev.lifecycle.graph.InvalidGraphException;
import dev.lifecycle.graph.Phase;
import dev.lifecycle.graph.ServiceDefinition;
import dev.lifecycle.graph.ServiceGraph;
import dev.lifecycle.testsupport.RestartableComponent;

/**
 * A random graph of random services on real threads, and what must always hold for it.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class RandomRun implements AutoCloseable, EngineListener {

	private static final long PATIENCE_SECONDS = 30;

	private final Queue<String> violations = new ConcurrentLinkedQueue<>();

	private final List<Thread> threads = new ArrayList<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<TestService> services = new ArrayList<>();

	private final Random random;

	private final boolean chaotic;

	/**
	 * Whether dependents are restarted with what they require. If not, they have to do
	 * without it for a while.
	 */
	private final boolean cascade;

	/**
	 * Whether some services are stopped while others run on.
	 */
	private final boolean partial;

	private final Duration shutdownTimeout;

	private final Set<String> exhausted = ConcurrentHashMap.newKeySet();

	private final AtomicInteger automaticRestarts = new AtomicInteger();

	private final ServiceGraph graph;

	private final LifecycleEngine engine;

	private volatile AtomicReferenceArray<ServiceState> states = new AtomicReferenceArray<>(0);

	private volatile boolean hasStarted;

	private volatile boolean hasLostReadiness;

	/**
	 * Whether the engine has been asked to stop all services.
	 */
	private volatile boolean stoppingAll;

	/**
	 * Create a run.
	 * @param seed decides about everything but the timing
	 * @param chaotic whether services are restarted and checks fail while they run
	 */
	RandomRun(long seed, boolean chaotic) {
		this.random = new Random(seed);
		this.chaotic = chaotic;
		this.cascade = !chaotic || this.random.nextInt(4) > 0;
		this.partial = chaotic && this.random.nextInt(4) == 0;
		this.shutdownTimeout = Duration.ofMillis(chaotic ? 400 : 150);
		this.graph = randomGraph();
		int index = 0;
		for (GraphNode node : this.graph.services().values()) {
			this.services.add(new TestService(index++, node));
		}
		this.states = new AtomicReferenceArray<>(index);
		this.engine = new LifecycleEngine(this.graph, this.services.stream().map(TestService::managed).toList(),
				settings(), this::thread, List.of(this));
	}

	private Thread thread(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		synchronized (this.threads) {
			this.threads.add(thread);
		}
		return thread;
	}

	private EngineSettings settings() {
		int permits = switch (this.random.nextInt(4)) {
			case 0 -> 1;
			case 1 -> 3;
			default -> Integer.MAX_VALUE;
		};
		EngineSettings.Retry retry = new EngineSettings.Retry(this.random.nextInt(3), Duration.ofMillis(1), 2,
				Duration.ofMillis(5), 0.2, List.of());
		return new EngineSettings(1.0, Duration.ofMillis(400), Duration.ofMillis(40), Duration.ofMillis(60),
				(this.random.nextInt(4) == 0) ? Duration.ofMillis(150) : null, Duration.ofMillis(10), permits, retry,
				Duration.ofMillis(1), this.shutdownTimeout, Duration.ofMillis(this.chaotic ? 100 : 40),
				Duration.ofMillis(20), new EngineSettings.Monitoring(this.chaotic ? 1 : 2, 1, Duration.ofMinutes(5), 2),
				restarting());
	}

	private EngineSettings.Restarting restarting() {
		if (!this.chaotic) {
			return EngineSettings.Restarting.defaults();
		}
		return new EngineSettings.Restarting(this.random.nextInt(4) > 0, Duration.ofMillis(this.random.nextInt(6)),
				this.cascade, 1 + this.random.nextInt(3), Duration.ofMillis(50),
				Duration.ofMillis(this.random.nextInt(10)));
	}

	private ServiceGraph randomGraph() {
		ServiceGraph graph = null;
		while (graph == null) {
			try {
				graph = ServiceGraph.of(randomDefinitions(),
						List.of(new Phase("one", (this.random.nextInt(3) == 0) ? Duration.ofMillis(200) : null,
								this.random.nextBoolean()), new Phase("two", null, this.random.nextBoolean()),
								new Phase("three", null, true)));
			}
			catch (InvalidGraphException ex) {
				// Try the next one
			}
		}
		return graph;
	}

	private List<ServiceDefinition> randomDefinitions() {
		int size = 2 + this.random.nextInt(39);
		boolean phases = this.random.nextInt(3) == 0;
		int optional = (this.chaotic && this.random.nextBoolean()) ? 2 : 1;
		List<ServiceDefinition> definitions = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			List<Dependency> dependencies = new ArrayList<>();
			for (int j = 0; j < i; j++) {
				if (this.random.nextInt(Math.min(i, 8) + 1) == 0) {
					dependencies.add(randomDependency("s" + j));
				}
			}
			if (this.random.nextInt(8) == 0 && i + 1 < size) {
				dependencies.add(Dependency.on("s" + (i + 1), DependencyType.SOFT));
			}
			String phase = (phases && this.random.nextInt(4) > 0)
					? List.of("one", "two", "three").get(Math.min(2, i * 3 / size)) : null;
			Boolean required = (this.random.nextInt(3) < optional) ? Boolean.FALSE : null;
			definitions.add(new ServiceDefinition("s" + i, "", phase, required, true, dependencies));
		}
		return definitions;
	}

	private Dependency randomDependency(String target) {
		DependencyType type = switch (this.random.nextInt(5)) {
			case 0 -> DependencyType.OPTIONAL;
			case 1 -> DependencyType.SOFT;
			default -> DependencyType.REQUIRED;
		};
		return Dependency.on(target, type);
	}

	/**
	 * Start and stop.
	 * @throws InterruptedException if the test is interrupted
	 */
	void startAndStop() throws InterruptedException {
		boolean successful = begin();
		if (successful && !this.engine.snapshot().ready() && !this.hasStarted && !this.hasLostReadiness) {
			violation("successful but not ready");
		}
		if (this.random.nextInt(4) == 0) {
			this.engine.stop();
			begin();
		}
		end();
	}

	/**
	 * Start, disturb what runs, and stop.
	 * @throws InterruptedException if the test is interrupted
	 */
	void disturb() throws InterruptedException {
		List<CompletableFuture<?>> restarts = new ArrayList<>();
		begin();
		for (int i = 2 + this.random.nextInt(8); i > 0; i--) {
			switch (this.random.nextInt(12)) {
				case 0 -> {
					this.engine.stop();
					begin();
				}
				case 1 -> {
					await(this.engine.stop());
					begin();
				}
				case 2 -> begin();
				case 3 -> {
					this.engine.stop(this.partial ? withDependents(randomService()) : names());
					begin();
				}
				case 4, 5 -> await(CompletableFuture.allOf(restarts.toArray(CompletableFuture[]::new))
					.handle((value, failure) -> null));
				case 6, 7, 8, 9, 10 -> restarts.add(this.engine.restart(randomService().name(), this.cascade));
				default -> LockSupport.parkNanos(this.random.nextInt(20_000_000));
			}
			LockSupport.parkNanos(this.random.nextInt(3_000_000));
		}
		end();
		if (!restarts.stream().allMatch(CompletableFuture::isDone)) {
			violation("restart goes on although services have been stopped");
		}
	}

	// Rather one that others depend on.
	private TestService randomService() {
		int size = this.services.size();
		return this.services.get(Math.min(this.random.nextInt(size), this.random.nextInt(size)));
	}

	private List<String> names() {
		return this.services.stream().map(TestService::name).toList();
	}

	private Set<String> withDependents(TestService service) {
		Set<String> names = new HashSet<>(Set.of(service.name()));
		for (TestService other : this.services) {
			if (other.node.dependencies().stream().anyMatch((edge) -> names.contains(edge.dependency().name()))) {
				names.add(other.name());
			}
		}
		return names;
	}

	private boolean begin() throws InterruptedException {
		this.services.forEach((service) -> this.engine.submit(service.name()));
		return await(this.engine.begin());
	}

	private void end() throws InterruptedException {
		await(this.engine.stop());
		List<String> remaining = new ArrayList<>(this.engine.report().abandonedThreads());
		remaining.add("lifecycle-check");
		awaitThreads(remaining);
		this.engine.close();
		this.release.countDown();
		awaitThreads(List.of());
		this.services.forEach(TestService::checkAtEnd);
	}

	List<String> violations() {
		return List.copyOf(this.violations);
	}

	int automaticRestarts() {
		return this.automaticRestarts.get();
	}

	private boolean await(CompletableFuture<?> future) throws InterruptedException {
		Thread canceller = null;
		if (this.random.nextInt(5) == 0) {
			long pause = this.random.nextInt(15_000_000);
			canceller = new Thread(() -> {
				LockSupport.parkNanos(pause);
				this.hasStarted = true;
				this.engine.stop();
			});
			canceller.start();
		}
		try {
			Object value = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
			return value instanceof StartupReport report && report.isSuccessful();
		}
		catch (TimeoutException ex) {
			violation("does not end: " + this.engine.snapshot());
			return false;
		}
		catch (ExecutionException | CancellationException ex) {
			Throwable failure = (ex.getCause() != null) ? ex.getCause() : ex;
			if (!(failure instanceof StartupFailedException) && !(failure instanceof CancellationException)) {
				violation("unexpected " + failure);
			}
			return false;
		}
		finally {
			if (canceller != null) {
				canceller.join();
			}
		}
	}

	private void awaitThreads(List<String> except) {
		List<Thread> copy;
		synchronized (this.threads) {
			copy = List.copyOf(this.threads);
		}
		try {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(1))
				.atMost(Duration.ofSeconds(PATIENCE_SECONDS))
				.until(() -> copy.stream()
					.noneMatch((thread) -> thread.isAlive() && !except.contains(thread.getName())));
		}
		catch (ConditionTimeoutException ex) {
			violation("live threads " + copy.stream().filter(Thread::isAlive).map(Thread::getName).toList() + " except "
					+ except);
		}
	}

	@Override
	public void stateChanged(StateChange change) {
		EngineSnapshot snapshot = this.engine.snapshot();
		boolean allReady = snapshot.services()
			.stream()
			.filter((status) -> this.engine.isSubmitted(status.name()))
			.allMatch((status) -> status.state() == ServiceState.READY || !service(status.name()).node.isRequired());
		if (snapshot.ready() && !allReady) {
			violation("ready although " + change.service() + " is " + change.to());
		}
		this.hasLostReadiness |= change.to() == ServiceState.NOT_READY;
		TestService service = service(change.service());
		if (change.cause() instanceof ServiceTimeoutException) {
			service.givenUp = true;
		}
		if (change.to() == ServiceState.STARTING) {
			service.checkDependencies(EnumSet.of(ServiceState.READY));
		}
		service.history.add(change.to().name());
		if (change.to() == ServiceState.WAITING) {
			service.stopBeganNanos = 0;
		}
		this.states.set(service.index, change.to());
		if (this.stoppingAll && change.from() == ServiceState.STOPPING) {
			checkNobodyWaitsInVain(change.service());
		}
	}

	// What nothing depends on stops at once, whatever else is being stopped.
	private void checkNobodyWaitsInVain(String stopped) {
		for (TestService service : this.services) {
			if (service.node.dependents().isEmpty() && this.states.get(service.index) == ServiceState.READY) {
				violation(service.name() + " is still READY when " + stopped + " has stopped");
			}
		}
	}

	@Override
	public void restartBegan(String service, List<String> services, @Nullable String reason) {
		services.forEach((name) -> service(name).stopBegan());
		services.forEach(this.exhausted::remove);
		if (reason != null) {
			this.automaticRestarts.incrementAndGet();
		}
	}

	@Override
	public void restartsExhausted(String service, int restarts, Duration window, String reason) {
		this.exhausted.add(service);
	}

	@Override
	public void startupBegan() {
		this.stoppingAll = false;
		this.services.forEach((service) -> service.stopBeganNanos = 0);
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		this.services.forEach(TestService::stopBegan);
	}

	@Override
	public void stopBegan() {
		this.stoppingAll = !this.partial;
		this.services.forEach(TestService::stopBegan);
	}

	@Override
	public void warning(String message, Throwable cause) {
		if (cause instanceof ServiceTimeoutException) {
			this.services.stream()
				.filter((service) -> message.startsWith("Service '" + service.name() + "'"))
				.forEach((service) -> service.givenUp = true);
		}
		if (message.startsWith("Internal")) {
			StringWriter trace = new StringWriter();
			cause.printStackTrace(new PrintWriter(trace));
			violation(message + trace);
		}
	}

	private TestService service(String name) {
		return this.services.stream().filter((service) -> service.name().equals(name)).findFirst().orElseThrow();
	}

	private void violation(String text) {
		this.violations.add(text);
	}

	@Override
	public void close() {
		this.release.countDown();
		this.engine.close();
	}

	// The graph, and what those did that a violation is about.
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		for (TestService service : this.services) {
			text.append(service.describe()).append(service.node.dependencies());
			if (this.violations.stream()
				.anyMatch((violation) -> violation.contains(service.name() + " ")
						|| violation.contains(service.name() + ":"))) {
				text.append(' ').append(service.history);
			}
			text.append(System.lineSeparator());
		}
		return text.toString();
	}

	private final class TestService extends RestartableComponent {

		private final int index;

		private final GraphNode node;

		private final int delayMicros;

		private final int stopDelayMicros;

		private final int failures;

		/**
		 * Whether every other start fails.
		 */
		private final boolean flaky;

		/**
		 * The number of starts that go well before others fail or hang.
		 */
		private final int goodStarts;

		private final Hang startHang;

		private final Hang stopHang;

		private final boolean asynchronousStop;

		private final List<ContractCheck> checks = new ArrayList<>();

		private final Queue<String> history = new ConcurrentLinkedQueue<>();

		private final AtomicInteger inStart = new AtomicInteger();

		private final AtomicInteger starts = new AtomicInteger();

		private final AtomicInteger stops = new AtomicInteger();

		/**
		 * Starts that have returned or failed and were not followed by a stop.
		 */
		private final AtomicInteger owed = new AtomicInteger();

		private volatile boolean stopUnfinished;

		/**
		 * When the service was first asked to stop since it was asked to start.
		 */
		private volatile long stopBeganNanos;

		/**
		 * Whether a call hangs, or took too long on a busy machine, so that nobody waits
		 * for it.
		 */
		private volatile boolean givenUp;

		TestService(int index, GraphNode node) {
			Random random = RandomRun.this.random;
			this.index = index;
			this.node = node;
			this.delayMicros = random.nextInt((random.nextInt(4) == 0) ? 3000 : 300);
			int longestStop = RandomRun.this.chaotic ? 20_000 : 3000;
			this.stopDelayMicros = random.nextInt((random.nextInt(4) == 0) ? longestStop : 300);
			this.goodStarts = RandomRun.this.chaotic ? random.nextInt(5) : 0;
			this.failures = (random.nextInt(12) == 0) ? 1 + random.nextInt(3) : 0;
			this.flaky = RandomRun.this.chaotic && !node.isRequired() && random.nextInt(3) == 0;
			this.startHang = (random.nextInt(80) == 0) ? randomHang() : Hang.NOT;
			this.stopHang = (random.nextInt(80) == 0) ? randomHang() : Hang.NOT;
			this.asynchronousStop = random.nextInt(4) == 0;
			for (int i = random.nextInt(6) - 3; i > 0; i--) {
				this.checks.add(randomCheck("c" + i));
			}
		}

		private Hang randomHang() {
			return RandomRun.this.random.nextBoolean() ? Hang.UNTIL_INTERRUPTED : Hang.UNTIL_RELEASED;
		}

		private ContractCheck randomCheck(String name) {
			int pauseMicros = RandomRun.this.random.nextInt(1000);
			int failures = RandomRun.this.random.nextInt(3);
			Hang hang = (RandomRun.this.random.nextInt(30) == 0) ? randomHang() : Hang.NOT;
			boolean flapping = RandomRun.this.chaotic && RandomRun.this.random.nextInt(3) == 0;
			int burst = 2 + RandomRun.this.random.nextInt(10);
			AtomicInteger calls = new AtomicInteger();
			ReadinessProbe probe = () -> {
				LockSupport.parkNanos(pauseMicros * 1000L);
				hang(hang);
				int call = calls.getAndIncrement();
				boolean failing = call < failures || (flapping && (call / burst) % 3 == 1);
				return failing ? ReadinessResult.notReady("not now") : ReadinessResult.ready();
			};
			boolean watched = RandomRun.this.random.nextBoolean();
			return new ContractCheck(name, Duration.ofMillis(20), probe, null, RandomRun.this.random.nextInt(4) != 0,
					watched ? Duration.ofMillis(2) : null);
		}

		ManagedService managed() {
			return new ManagedService(name(), this, this.checks, null, null);
		}

		String name() {
			return this.node.name();
		}

		String describe() {
			return this.node.name() + (this.node.isRequired() ? "!" : "?") + " failures "
					+ (this.flaky ? "often" : this.failures) + " hang " + this.startHang + "/" + this.stopHang
					+ " checks " + this.checks.size() + " starts " + this.starts + " stops " + this.stops + " ";
		}

		@Override
		public void start() throws Exception {
			this.history.add("start()");
			if (this.inStart.incrementAndGet() != 1) {
				violation(name() + ": start() overlaps start()");
			}
			if (this.owed.incrementAndGet() != 1) {
				violation(name() + ": start() without stop() before");
			}
			if (this.stopUnfinished) {
				violation(name() + ": start() overlaps stop()");
			}
			try {
				// It may have been lost since the start was decided.
				checkDependencies(EnumSet.of(ServiceState.READY, ServiceState.NOT_READY));
				LockSupport.parkNanos(this.delayMicros * 1000L);
				int start = this.starts.incrementAndGet() - this.goodStarts;
				hang((start > 0) ? this.startHang : Hang.NOT);
				if ((start > 0 && start <= this.failures) || (this.flaky && start % 2 == 0)) {
					throw new IllegalStateException("failure of " + name());
				}
			}
			finally {
				this.history.add("started");
				this.inStart.decrementAndGet();
			}
		}

		private void checkDependencies(Set<ServiceState> states) {
			if (Thread.currentThread().isInterrupted() || !RandomRun.this.cascade) {
				return;
			}
			for (GraphEdge edge : this.node.dependencies()) {
				if (edge.is(DependencyType.REQUIRED)) {
					ServiceState state = RandomRun.this.states.get(service(edge.dependency().name()).index);
					boolean expected = states.contains(state)
							|| RandomRun.this.exhausted.contains(edge.dependency().name());
					if (!expected && !Thread.currentThread().isInterrupted()) {
						violation(name() + " starts while " + edge.dependency() + " is " + state);
					}
				}
			}
		}

		@Override
		public void stop(Runnable callback) throws Exception {
			this.history.add("stop()");
			this.stops.incrementAndGet();
			// A thread of a stop may be interrupted before it runs, when the time is
			// over
			boolean late = !Thread.currentThread().getName().endsWith("-stop");
			if (late && Thread.currentThread().isInterrupted()) {
				violation(name() + ": stop() is called with the interrupt flag set");
			}
			if (this.inStart.get() != 0) {
				violation(name() + ": stop() overlaps start()");
			}
			if (this.owed.decrementAndGet() != 0) {
				violation(name() + ": stop() without start() before");
			}
			this.stopUnfinished = true;
			checkDependents();
			if (this.asynchronousStop) {
				new Thread(() -> finishStop(callback)).start();
				return;
			}
			finishStop(callback);
		}

		private void checkDependents() {
			for (GraphEdge edge : this.node.dependents()) {
				if (edge.is(DependencyType.REQUIRED)) {
					TestService dependent = service(edge.dependent().name());
					boolean expected = dependent.givenUp || isHurried() || !RandomRun.this.cascade;
					if (dependent.owed.get() > 0 && !expected) {
						violation(name() + " stops before " + dependent.name() + " has");
					}
				}
			}
		}

		void stopBegan() {
			if (this.stopBeganNanos == 0) {
				this.stopBeganNanos = System.nanoTime();
			}
		}

		// On a busy machine the order of stops may yield to their limit.
		private boolean isHurried() {
			return this.stopBeganNanos != 0
					&& System.nanoTime() - this.stopBeganNanos > RandomRun.this.shutdownTimeout.toNanos() * 2 / 3;
		}

		private void finishStop(Runnable callback) {
			LockSupport.parkNanos(this.stopDelayMicros * 1000L);
			try {
				hang(this.stopHang);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.history.add("stopped");
			this.stopUnfinished = false;
			callback.run();
		}

		private void hang(Hang hang) throws InterruptedException {
			if (hang == Hang.UNTIL_INTERRUPTED) {
				this.givenUp = true;
				RandomRun.this.release.await();
			}
			while (hang == Hang.UNTIL_RELEASED && RandomRun.this.release.getCount() > 0) {
				this.givenUp = true;
				LockSupport.parkNanos(1_000_000);
				Thread.interrupted();
			}
		}

		void checkAtEnd() {
			if (this.owed.get() != 0) {
				violation(name() + ": started " + this.starts + " times, stopped " + this.stops);
			}
		}

	}

	private enum Hang {

		NOT, UNTIL_INTERRUPTED, UNTIL_RELEASED

	}

}
