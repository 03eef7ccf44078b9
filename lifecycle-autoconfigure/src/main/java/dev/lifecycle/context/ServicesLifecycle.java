package dev.lifecycle.context;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.LifecycleEngine;

/**
 * Lets the engine begin once Spring has asked all adapters to start, just before the web
 * server opens, and stop all services at once when the web server has stopped.
 */
final class ServicesLifecycle implements SmartLifecycle {

	static final int WEB_SERVER_PHASE = Integer.MAX_VALUE - 2048;

	static final int PHASE = WEB_SERVER_PHASE - 1;

	private final LifecycleEngine engine;

	private final List<String> pauseable;

	private final BooleanSupplier pausing;

	private final Runnable starting;

	private volatile @Nullable CompletableFuture<StartupReport> startup;

	private volatile List<String> stopped = List.of();

	private volatile boolean running;

	ServicesLifecycle(LifecycleEngine engine, List<String> pauseable, BooleanSupplier pausing, Runnable starting) {
		this.engine = engine;
		this.pauseable = pauseable;
		this.pausing = pausing;
		this.starting = starting;
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
		this.startup = this.engine.begin();
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public void stop(Runnable callback) {
		this.running = false;
		this.stopped = submitted();
		List<String> names = this.pausing.getAsBoolean() ? this.pauseable
				: List.copyOf(this.engine.graph().services().keySet());
		this.engine.stop(names).thenRun(callback);
	}

	private List<String> submitted() {
		return this.engine.graph().services().keySet().stream().filter(this.engine::isSubmitted).toList();
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
