package dev.lifecycle.context;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.springframework.context.SmartLifecycle;

import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.StartupId;

/**
 * Stands in for the engine and its barrier in an application without services, which is
 * ready as soon as its web servers are.
 */
final class EmptyStartup implements SmartLifecycle {

	private final DefaultLifecycleManager manager;

	private final List<EngineListener> listeners;

	private volatile boolean running;

	EmptyStartup(DefaultLifecycleManager manager, List<EngineListener> listeners) {
		this.manager = manager;
		this.listeners = listeners;
	}

	@Override
	public void start() {
		this.running = true;
		StartupReport report = new StartupReport(StartupId.create(), Instant.now(), Duration.ZERO, Duration.ZERO,
				List.of(), List.of(), null, List.of());
		this.manager.complete(report);
		this.listeners.forEach((listener) -> listener.startupCompleted(report));
	}

	@Override
	public void stop() {
		this.running = false;
		this.manager.stopped();
		this.listeners.forEach(EngineListener::stopBegan);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return StartupBarrier.PHASE;
	}

}
