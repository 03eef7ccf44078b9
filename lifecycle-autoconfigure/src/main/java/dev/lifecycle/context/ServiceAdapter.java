package dev.lifecycle.context;

import org.springframework.context.SmartLifecycle;

import dev.lifecycle.engine.LifecycleEngine;

/**
 * Tells Spring where in the order of lifecycle phases a service belongs, and the engine
 * that Spring wants it to start. Starting and stopping is done by the engine.
 */
final class ServiceAdapter implements SmartLifecycle {

	private final LifecycleEngine engine;

	private final String service;

	private final int phase;

	private final boolean autoStartup;

	private final boolean pauseable;

	ServiceAdapter(LifecycleEngine engine, String service, int phase, boolean autoStartup, boolean pauseable) {
		this.engine = engine;
		this.service = service;
		this.phase = phase;
		this.autoStartup = autoStartup;
		this.pauseable = pauseable;
	}

	@Override
	public void start() {
		this.engine.submit(this.service);
	}

	@Override
	public void stop() {
		// The shutdown of ServicesLifecycle, which Spring stops before, has done it.
	}

	@Override
	public boolean isRunning() {
		return this.engine.isSubmitted(this.service);
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	@Override
	public boolean isPauseable() {
		return this.pauseable;
	}

}
