package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.graph.ServiceGraph;
import dev.lifecycle.text.Texts;

/**
 * Starts, validates and stops services along their graph. Driven by completions: whatever
 * ends — a call of {@code start()}, a check, a time limit — becomes a step on a single
 * coordinating thread, which owns all state; foreign code runs on threads of its own, and
 * none of them ever waits for a service. All methods can be called from any thread, and
 * only {@link #awaitReady(Duration)} blocks.
 *
 * @since 0.1.0
 */
public final class LifecycleEngine {

	private final ServiceGraph graph;

	private final EngineContext context;

	private final Board board;

	private final Starter starter;

	private final Stopper stopper;

	private final Restarts restarts;

	private final AutomaticRestarts automaticRestarts;

	private final Monitor monitor;

	private volatile StartupRound round;

	private @Nullable StartupRound next;

	/**
	 * Completes the futures that callers may still wait for.
	 */
	private final Set<Runnable> open = ConcurrentHashMap.newKeySet();

	/**
	 * Create a new engine.
	 * @param graph the graph
	 * @param services one entry for each service of the graph
	 * @param settings the limits
	 * @param threads creates the threads that services are started, checked and stopped
	 * on; should create daemons
	 * @param listeners who is told
	 */
	public LifecycleEngine(ServiceGraph graph, Collection<ManagedService> services, EngineSettings settings,
			ThreadFactory threads, List<EngineListener> listeners) {
		this(graph, services, settings, new Threads(threads), listeners, new CoordinatorThread());
	}

	LifecycleEngine(ServiceGraph graph, Collection<ManagedService> services, EngineSettings settings, Threads threads,
			List<EngineListener> listeners, Coordinator coordinator) {
		Map<String, ManagedService> managed = new LinkedHashMap<>();
		services.forEach((service) -> managed.put(service.name(), service));
		this.graph = graph;
		this.context = new EngineContext(coordinator, settings, threads, this::step);
		this.board = new Board(this.context, graph, managed, listeners);
		Outcomes outcomes = new Outcomes();
		this.starter = new Starter(this.context, this.board, outcomes);
		this.stopper = new Stopper(this.context, this.board, this.starter, outcomes::warn);
		this.restarts = new Restarts(this.context, this.board, this.starter, this.stopper, outcomes);
		this.automaticRestarts = new AutomaticRestarts(this.context, this.board, this.starter, this.restarts,
				this::proceedWithRestarts);
		this.monitor = new Monitor(this.context, this.board, outcomes);
		this.round = new StartupRound("", coordinator);
	}

	/**
	 * Return the graph.
	 * @return the graph
	 */
	public ServiceGraph graph() {
		return this.graph;
	}

	/**
	 * Ask a service to start with the next {@link #begin()}.
	 * @param service the name of the service
	 */
	public void submit(String service) {
		EngineNode node = node(service);
		node.submitted = true;
		this.context.post(() -> {
			node.wanted = true;
			node.submitted = true;
		});
	}

	/**
	 * Return whether a service has been asked to start and has not stopped since.
	 * @param service the name of the service
	 * @return {@code true} from its submission until it has stopped
	 */
	public boolean isSubmitted(String service) {
		return node(service).submitted;
	}

	private EngineNode node(String service) {
		EngineNode node = this.board.services().get(service);
		if (node == null) {
			throw new IllegalArgumentException("There is no service '" + service + "'");
		}
		return node;
	}

	/**
	 * Start the submitted services that do not run. If services are just being stopped,
	 * the start begins when that is done.
	 * @return completed when all required services are ready, or with a
	 * {@link StartupFailedException} when the start-up has failed and been rolled back
	 */
	public CompletableFuture<StartupReport> begin() {
		return begin(StartupId.create());
	}

	/**
	 * Start the submitted services that do not run, likewise.
	 * @param id short id of the start-up, should it be one of its own
	 * @return completed when all required services are ready, or with a
	 * {@link StartupFailedException} when the start-up has failed and been rolled back
	 */
	public CompletableFuture<StartupReport> begin(String id) {
		StartupRound round = new StartupRound(id, this.context.coordinator());
		post(() -> begin(round), round.outcome,
				() -> round.outcome.completeExceptionally(new CancellationException("The engine was closed")));
		return round.outcome;
	}

	private void post(Runnable step, CompletableFuture<?> result, Runnable whenClosed) {
		this.open.add(whenClosed);
		CompletableFuture<?> unused = result.whenComplete((value, failure) -> this.open.remove(whenClosed));
		if (!this.context.post(step)) {
			whenClosed.run();
		}
	}

	private void begin(StartupRound round) {
		if (this.stopper.isActive()) {
			cancelNext();
			this.next = round;
			return;
		}
		StartupRound previous = this.round;
		if (!previous.pending.isEmpty() && !previous.isOver()) {
			previous.followers.add(round);
			startSubmitted(previous);
			return;
		}
		Set<EngineNode> exhausted = this.automaticRestarts.exhausted();
		if (!exhausted.isEmpty()) {
			this.next = round;
			this.stopper.stop(exhausted, this::beginNext);
			return;
		}
		this.round = round;
		this.monitor.resume();
		this.board.tell((listener) -> listener.startupBegan(round.id));
		Duration limit = this.context.settings().limit(this.context.settings().startupTimeout());
		round.timers.add(this.context.after(limit, () -> startupExpired(round, limit)));
		tellProgressLater(round);
		startSubmitted(round);
		if (!round.pending.isEmpty()) {
			this.board.setComplete(false);
		}
		completeIfReady(round);
	}

	private void startSubmitted(StartupRound round) {
		List<EngineNode> starting = new ArrayList<>();
		for (EngineNode node : this.board.services().values()) {
			if (node.submitted && node.is(ServiceState.PENDING, ServiceState.STOPPING, ServiceState.STOPPED,
					ServiceState.FAILED)) {
				starting.add(node);
			}
			if (node.submitted && node.isRequired() && node.state != ServiceState.READY) {
				round.pending.add(node);
			}
		}
		this.starter.begin(starting);
		starting.forEach((node) -> node.startup = round.id);
	}

	private void tellProgressLater(StartupRound round) {
		round.timers.add(this.context.after(this.context.settings().progressInterval(), () -> {
			if (!round.isOver()) {
				List<String> pending = pending();
				this.board.tell((listener) -> listener.startupPending(round.elapsed(), pending));
				tellProgressLater(round);
			}
		}));
	}

	private List<String> pending() {
		return this.board.services()
			.values()
			.stream()
			.filter((node) -> node.is(ServiceState.WAITING, ServiceState.STARTING, ServiceState.VALIDATING,
					ServiceState.NOT_READY))
			.map((node) -> "'" + node.name() + "' is " + Starter.describe(node))
			.toList();
	}

	private void startupExpired(StartupRound round, Duration limit) {
		if (!round.isOver()) {
			Thread stuck = round.pending.stream()
				.map(Starter::thread)
				.filter((thread) -> thread != null)
				.findFirst()
				.orElse(null);
			fail(round, null, new ServiceTimeoutException(
					"start-up did not complete within " + Texts.duration(limit) + ": " + String.join("; ", pending()),
					stuck, "'lifecycle.startup.timeout'"));
		}
	}

	private void completeIfReady(StartupRound round) {
		if (round.isOver() || !round.pending.isEmpty()) {
			return;
		}
		round.end();
		this.board.setComplete(true);
		StartupReport report = finish(round, null);
		this.board.tell((listener) -> listener.startupCompleted(report));
		round.complete(report);
		this.automaticRestarts.resume();
		proceedWithRestarts();
	}

	private void fail(StartupRound round, @Nullable EngineNode root, Throwable failure) {
		round.end();
		this.monitor.suspend();
		cancelRestarts();
		this.board.setComplete(false);
		FailureText text = FailureText.of(root, failure, this.board.nodes());
		StartupFailedException early = failed(round, text, failure);
		this.board.tell((listener) -> listener.startupFailed(early));
		List<EngineNode> targets = submitted();
		targets.forEach((node) -> node.wanted = false);
		this.stopper.stop(targets, () -> {
			round.fail(failed(round, text, failure));
			beginNext();
		});
	}

	private StartupFailedException failed(StartupRound round, FailureText text, Throwable failure) {
		return new StartupFailedException(text.description(), text.advice(), failure, finish(round, text.text()));
	}

	private StartupReport finish(StartupRound round, @Nullable String failure) {
		return round.finish(this.graph, List.copyOf(this.board.services().values()), failure,
				this.context.threads().abandoned());
	}

	private List<EngineNode> submitted() {
		return this.board.services().values().stream().filter((node) -> node.submitted).toList();
	}

	/**
	 * Stop services in reverse order. A start-up under way is cancelled, which stops all
	 * of them.
	 * @param services the names of the services; their dependents should be among them
	 * @return completed when they have stopped or the limit of the shutdown is over
	 */
	public CompletableFuture<Void> stop(Collection<String> services) {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		List<EngineNode> targets = services.stream().map(this::node).toList();
		post(() -> stop(targets, stopped), stopped, () -> stopped.complete(null));
		return stopped;
	}

	/**
	 * Stop all services, cancelling a start-up under way.
	 * @return completed when they have stopped or the limit of the shutdown is over
	 */
	public CompletableFuture<Void> stop() {
		return stop(this.board.services().keySet());
	}

	private void stop(List<EngineNode> targets, CompletableFuture<Void> stopped) {
		cancelNext();
		cancelRestarts();
		StartupRound round = this.round;
		if (!round.isOver() && !round.pending.isEmpty()) {
			round.whenRolledBack.add(() -> stopped.complete(null));
			fail(round, null, new CancellationException("The start-up was cancelled"));
			return;
		}
		targets.forEach((node) -> node.wanted = false);
		this.monitor.suspend();
		this.board.setComplete(false);
		this.board.tell(EngineListener::stopBegan);
		this.stopper.stop(targets, () -> {
			stopped.complete(null);
			beginNext();
		});
	}

	/**
	 * Stop a service and start it again while the others go on. During a start-up the
	 * restart waits for its end; requests for the same restart become one.
	 * @param service the name of the service
	 * @param cascade whether all services that require it are restarted with it: stopped
	 * before it and started after it
	 * @return completed when the services are ready again, or with the failure that kept
	 * one of them from it; on the engine's own thread, so what depends on it must not
	 * block
	 * @throws IllegalArgumentException if there is no such service
	 * @throws IllegalStateException if called on a thread that starts, checks or stops a
	 * service
	 */
	public CompletableFuture<@Nullable Void> restart(String service, boolean cascade) {
		EngineNode node = node(service);
		if (this.context.threads().isInside()) {
			throw new IllegalStateException("A restart from inside a service's start() would never end");
		}
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		post(() -> {
			this.restarts.request(node, cascade, result);
			proceedWithRestarts();
		}, result, () -> result.completeExceptionally(new CancellationException("The engine was closed")));
		return result;
	}

	private void proceedWithRestarts() {
		if (isStarting()) {
			return;
		}
		if (this.board.isComplete()) {
			this.restarts.proceed(() -> {
				beginNext();
				proceedWithRestarts();
			});
		}
		else {
			this.restarts.cancel();
		}
	}

	// Once this step is over, because dependents have not seen yet what has changed.
	private void proceedWithRestartsLater() {
		if (this.restarts.isAnyWaiting()) {
			this.context.post(this::proceedWithRestarts);
		}
	}

	private void cancelRestarts() {
		this.restarts.cancel();
		this.automaticRestarts.suspend();
	}

	private boolean isStarting() {
		return this.next != null || (!this.round.isOver() && !this.round.pending.isEmpty());
	}

	private void cancelNext() {
		if (this.next != null) {
			this.next.outcome.completeExceptionally(new CancellationException("The start-up was cancelled"));
			this.next = null;
		}
	}

	private void beginNext() {
		StartupRound round = this.next;
		if (round != null && !this.stopper.isActive()) {
			this.next = null;
			this.context.post(() -> begin(round));
		}
	}

	/**
	 * Return all services as they are now. One that has not been checked for too long is
	 * not ready.
	 * @return a consistent snapshot
	 */
	public EngineSnapshot snapshot() {
		return this.board.currentSnapshot();
	}

	/**
	 * Return one service as it is now, without a look at the others.
	 * @param service the name of the service
	 * @return the status
	 * @throws IllegalArgumentException if there is no such service
	 */
	public ServiceStatus status(String service) {
		return this.board.currentStatus(node(service));
	}

	/**
	 * Return how the latest start-up went, or how far it has come.
	 * @return the report
	 */
	public StartupReport report() {
		return this.round.report(snapshot().timings(), this.context.threads().abandoned());
	}

	/**
	 * Wait until all required services are ready.
	 * @param timeout how long to wait at most
	 * @return {@code false} if the time is over
	 * @throws InterruptedException if the calling thread is interrupted
	 * @throws IllegalStateException if called on a thread that starts, checks or stops a
	 * service
	 */
	public boolean awaitReady(Duration timeout) throws InterruptedException {
		if (this.context.threads().isInside()) {
			throw new IllegalStateException("Waiting for readiness inside a service's start() would never end. "
					+ "Declare what the service needs with @DependsOnService instead");
		}
		long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
		while (!this.board.isReady()) {
			CompletableFuture<Void> ready = this.board.ready();
			try {
				ready.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				return this.board.isReady();
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}
		return true;
	}

	/**
	 * End the coordinating thread. To be called after {@link #stop()}; whatever still
	 * runs is left to itself.
	 */
	public void close() {
		this.context.coordinator().close();
		this.context.threads().close();
		List.copyOf(this.open).forEach(Runnable::run);
	}

	private void step(Runnable step) {
		try {
			step.run();
			this.starter.settle();
		}
		catch (RuntimeException | Error ex) {
			this.board.tell((listener) -> listener.warning("Internal error of the lifecycle engine", ex));
			StartupRound round = this.round;
			if (!round.isOver() && !round.pending.isEmpty()) {
				fail(round, null, ex);
			}
		}
	}

	private final class Outcomes implements Starter.Outcomes, Monitor.Outcomes, Restarts.Callbacks {

		@Override
		public void readinessLost(EngineNode node) {
			StartupRound round = LifecycleEngine.this.round;
			if (!round.isOver() && node.isRequired() && node.submitted) {
				round.pending.add(node);
			}
			LifecycleEngine.this.automaticRestarts.readinessLost(node);
			proceedWithRestartsLater();
		}

		@Override
		public void readinessRegained(EngineNode node) {
			StartupRound round = LifecycleEngine.this.round;
			if (round.pending.remove(node)) {
				completeIfReady(round);
			}
			LifecycleEngine.this.automaticRestarts.ready(node);
			proceedWithRestartsLater();
		}

		@Override
		public void ready(EngineNode node) {
			StartupRound round = LifecycleEngine.this.round;
			if (round.pending.remove(node)) {
				completeIfReady(round);
			}
			LifecycleEngine.this.monitor.watch(node);
			LifecycleEngine.this.restarts.ended(node, null);
			LifecycleEngine.this.automaticRestarts.ready(node);
			proceedWithRestartsLater();
		}

		@Override
		public void failed(EngineNode node, Throwable failure) {
			StartupRound round = LifecycleEngine.this.round;
			if (!round.isOver() && round.pending.contains(node)) {
				fail(round, node, failure);
				return;
			}
			LifecycleEngine.this.stopper.recheck(node);
			LifecycleEngine.this.restarts.ended(node, failure);
			LifecycleEngine.this.automaticRestarts.failed(node, failure);
			proceedWithRestartsLater();
		}

		@Override
		public void restartBegan(EngineNode service, Set<EngineNode> services, boolean automatic) {
			LifecycleEngine.this.automaticRestarts.restartBegan(service, services, automatic);
		}

		@Override
		public void restartEnded(EngineNode service, Set<EngineNode> services, boolean automatic) {
			LifecycleEngine.this.automaticRestarts.restartEnded(service, services, automatic);
		}

		@Override
		public void returnedAfterStop(EngineNode node, @Nullable Throwable failure) {
			if (failure != null) {
				LifecycleEngine.this.round.suppress(failure);
			}
			LifecycleEngine.this.stopper.recheck(node);
		}

		@Override
		public void callStop(EngineNode node, Duration limit, Consumer<@Nullable Throwable> finished) {
			LifecycleEngine.this.stopper.callStop(node, limit, finished);
		}

		@Override
		public void warn(EngineNode node, Throwable failure) {
			LifecycleEngine.this.round.suppress(failure);
			String message = "Service '" + node.name() + "': " + Texts.reason(failure);
			LifecycleEngine.this.board.tell((listener) -> listener.warning(message, failure));
		}

	}

}
