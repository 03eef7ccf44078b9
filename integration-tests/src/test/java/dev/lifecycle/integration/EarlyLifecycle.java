package dev.lifecycle.integration;

import org.springframework.context.SmartLifecycle;

/**
 * Starts early, and so would start a consumer that it has been given.
 */
final class EarlyLifecycle implements SmartLifecycle {

	final SmartLifecycle consumer;

	private volatile boolean running;

	EarlyLifecycle(SmartLifecycle consumer) {
		this.consumer = consumer;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 0;
	}

}
