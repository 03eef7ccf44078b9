package dev.lifecycle.context;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.LifecycleEngine;

/**
 * Lets the engine begin once Spring has asked all adapters to start, just before the web
 * server opens, and stop all services at once when the web server has stopped. Spring
 * asks with one and the same method whether there is something left to start and whether
 * there is something to stop, which are different questions here; {@link #shutdown()}
 * answers the second one.
 */
final class ServicesLifecycle implements SmartLifecycle {

	static final int WEB_SERVER_PHASE = Integer.MAX_VALUE - 2048;

	static final int PHASE = WEB_SERVER_PHASE - 1;

	private final LifecycleEngine engine;

	private final List<String> pauseable;

	private final BooleanSupplier pausing;

	private final Runnable starting;

	private final Supplier<String> ids;

	private volatile @Nullable CompletableFuture<StartupReport> startup;

	private volatile Set<String> begun = Set.of();

	private volatile List<String> stopped = List.of();

	private volatile boolean running;

	ServicesLifecycle(LifecycleEngine engine, List<String> pauseable, BooleanSupplier pausing, Runnable starting,
			Supplier<String> ids) {
		this.engine = engine;
		this.pauseable = pauseable;
		this.pausing = pausing;
		this.starting = starting;
		this.ids = ids;
	}

	@Nullable CompletableFuture<StartupReport> startup() {
		return this.startup;
	}

	@Override
	public void start() {
		this.running = true;
		this.starting.run();
		// After a checkpoint Spring restarts only what it has seen stopping, which is
		// this bean instead of the adapters.
		if (submitted().isEmpty()) {
			this.stopped.forEach(this.engine::submit);
		}
		this.begun = Set.copyOf(submitted());
		this.startup = this.engine.begin(this.ids.get());
	}

	private List<String> submitted() {
		return this.engine.graph().services().keySet().stream().filter(this.engine::isSubmitted).toList();
	}

	@Override
	public void stop() {
		this.running = false;
	}

	// False after a start-up that failed and while services wait for the next one.
	@Override
	public boolean isRunning() {
		CompletableFuture<StartupReport> startup = this.startup;
		return this.running && startup != null && !startup.isCompletedExceptionally()
				&& this.begun.containsAll(submitted());
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Return what stops the services. To be stopped before this bean.
	 * @return a lifecycle of the same phase
	 */
	SmartLifecycle shutdown() {
		return new Shutdown();
	}

	/**
	 * Runs as long as any service does, also after a pause and a failed start.
	 */
	private final class Shutdown implements SmartLifecycle {

		@Override
		public void start() {
			// Services are started by the engine.
		}

		@Override
		@SuppressWarnings("FutureReturnValueIgnored")
		public void stop(Runnable callback) {
			ServicesLifecycle services = ServicesLifecycle.this;
			services.stopped = submitted();
			List<String> names = services.pausing.getAsBoolean() ? services.pauseable
					: List.copyOf(services.engine.graph().services().keySet());
			services.engine.stop(names).thenRun(callback);
		}

		@Override
		public void stop() {
			stop(() -> {
			});
		}

		@Override
		public boolean isRunning() {
			return ServicesLifecycle.this.running || !submitted().isEmpty();
		}

		@Override
		public int getPhase() {
			return PHASE;
		}

	}

}
