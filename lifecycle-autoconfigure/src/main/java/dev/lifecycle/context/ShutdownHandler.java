package dev.lifecycle.context;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.SpringApplication;

import dev.lifecycle.engine.LifecycleEngine;

/**
 * Stops all services that still run before the JVM ends, in case the context could not be
 * closed, or before beans are destroyed, in case the thread that closes it was
 * interrupted. Spring gives up on a context whose refreshing thread does not react to an
 * interrupt within 10 ms, be it that it called {@link System#exit(int)} or that it did
 * not get the processor in time.
 */
final class ShutdownHandler implements Runnable {

	private static final Log logger = LogFactory.getLog(ShutdownHandler.class);

	private final LifecycleEngine engine;

	private final Duration timeout;

	ShutdownHandler(LifecycleEngine engine, Duration timeout) {
		this.engine = engine;
		this.timeout = timeout;
	}

	/**
	 * Register this handler.
	 * @throws IllegalStateException if the JVM is already shutting down
	 */
	void register() {
		SpringApplication.getShutdownHandlers().add(this);
	}

	void unregister() {
		try {
			SpringApplication.getShutdownHandlers().remove(this);
		}
		catch (IllegalStateException ex) {
			logger.trace("The JVM is shutting down", ex);
		}
	}

	@Override
	public void run() {
		if (this.engine.graph().services().keySet().stream().noneMatch(this.engine::isSubmitted)) {
			return;
		}
		try {
			this.engine.stop().get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("Some services could not be stopped", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
