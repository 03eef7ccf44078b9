package dev.lifecycle.observation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.StateChange;

/**
 * Observes start-ups and the services in them. Takes the times on the engine's thread and
 * leaves everything else to a thread of its own, because handlers of observations are
 * foreign code; beyond {@value #CAPACITY} changes they have not dealt with, further ones
 * are lost.
 *
 * @since 0.1.0
 */
public final class LifecycleObservations implements EngineListener, DisposableBean {

	private static final int CAPACITY = 10_000;

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(LifecycleObservations.class);

	private final ObservedStartups startups;

	private final Clock clock;

	private final ThreadPoolExecutor executor;

	private final AtomicBoolean complained = new AtomicBoolean();

	private volatile @Nullable Thread thread;

	/**
	 * Create a new instance.
	 * @param startups makes the observations
	 * @param clock tells when something happens
	 */
	public LifecycleObservations(ObservedStartups startups, Clock clock) {
		this.startups = startups;
		this.clock = clock;
		this.executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(CAPACITY),
				(task) -> {
					Thread thread = new Thread(task, "lifecycle-observations");
					thread.setDaemon(true);
					this.thread = thread;
					return thread;
				});
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public void startupBegan(String id) {
		observe((now) -> this.startups.began(id, now));
	}

	@Override
	public void stateChanged(StateChange change) {
		observe((now) -> this.startups.changed(change, now));
	}

	@Override
	public void startupCompleted(StartupReport report) {
		observe((now) -> this.startups.ended(report, null, now));
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		observe((now) -> this.startups.ended(failure.report(), failure, now));
	}

	private void observe(Consumer<Instant> observation) {
		if (this.startups.isOff()) {
			return;
		}
		Instant now = this.clock.instant();
		try {
			this.executor.execute(() -> run(observation, now));
		}
		catch (RejectedExecutionException ex) {
			if (!this.executor.isShutdown()) {
				complain("Observations are lost because their handlers are too slow", null);
			}
		}
	}

	private void run(Consumer<Instant> observation, Instant now) {
		try {
			observation.accept(now);
		}
		catch (RuntimeException | LinkageError ex) {
			complain("Handler of observations failed", ex);
		}
	}

	private void complain(String message, @Nullable Throwable cause) {
		if (this.complained.compareAndSet(false, true)) {
			logger.warn(message, cause);
		}
		else {
			logger.debug(message, cause);
		}
	}

	/**
	 * Wait a moment for the handlers, so that spans of a failed start-up are not lost.
	 */
	@Override
	public void destroy() {
		this.executor.shutdown();
		if (Thread.currentThread() == this.thread) {
			return;
		}
		try {
			if (!this.executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				this.executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

}
