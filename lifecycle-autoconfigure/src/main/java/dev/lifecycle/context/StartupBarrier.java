package dev.lifecycle.context;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.LifecycleEngine;

/**
 * Blocks the refresh of the context, after the web servers have opened, until the
 * start-up is complete. Waits without a time limit, because only then does Spring's
 * shutdown hook interrupt it; and once interrupted only with one, because otherwise the
 * hook takes the thread for stuck and ends the JVM in the middle of the rollback.
 */
final class StartupBarrier implements SmartLifecycle {

	static final int PHASE = Integer.MAX_VALUE - 1280;

	private static final Log logger = LogFactory.getLog(StartupBarrier.class);

	private static final Duration SLACK = Duration.ofSeconds(1);

	private final LifecycleEngine engine;

	private final ServicesLifecycle services;

	private final Duration shutdownTimeout;

	private final HeldTraffic traffic;

	/**
	 * The start-up that has been waited for with success.
	 */
	private volatile @Nullable CompletableFuture<StartupReport> passed;

	StartupBarrier(LifecycleEngine engine, ServicesLifecycle services, Duration shutdownTimeout, HeldTraffic traffic) {
		this.engine = engine;
		this.services = services;
		this.shutdownTimeout = shutdownTimeout;
		this.traffic = traffic;
	}

	@Override
	public void start() {
		CompletableFuture<StartupReport> startup = this.services.startup();
		if (startup == null) {
			return;
		}
		try {
			startup.get();
			this.passed = startup;
		}
		catch (InterruptedException ex) {
			throw failed(cancel(startup));
		}
		catch (ExecutionException ex) {
			throw failed(ex.getCause());
		}
		catch (CancellationException ex) {
			throw failed(ex);
		}
	}

	private @Nullable Throwable cancel(CompletableFuture<StartupReport> startup) {
		logger.info("Start-up interrupted, stopping services");
		try {
			long millis = this.shutdownTimeout.plus(SLACK).toMillis();
			this.engine.stop().get(millis, TimeUnit.MILLISECONDS);
			startup.get(SLACK.toMillis(), TimeUnit.MILLISECONDS);
			return null;
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (TimeoutException | CancellationException | InterruptedException ex) {
			return ex;
		}
	}

	private StartupFailedException failed(@Nullable Throwable cause) {
		awaitAnswers();
		if (cause instanceof StartupFailedException failure) {
			return failure;
		}
		return new StartupFailedException("The start-up was cancelled", cause, this.engine.report());
	}

	private void awaitAnswers() {
		try {
			if (!this.traffic.awaitAnswers(SLACK)) {
				logger.warn("Some held requests could not be answered in time");
			}
		}
		catch (InterruptedException ex) {
			// The refresh ends now anyway; a flag would keep Spring from waiting for
			// the beans it stops next.
			logger.debug("Interrupted while held requests were answered");
		}
	}

	@Override
	public void stop() {
		this.passed = null;
	}

	@Override
	public boolean isRunning() {
		CompletableFuture<StartupReport> passed = this.passed;
		return passed != null && passed == this.services.startup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
