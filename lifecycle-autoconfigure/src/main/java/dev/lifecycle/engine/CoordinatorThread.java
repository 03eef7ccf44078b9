package dev.lifecycle.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Coordinator} with one daemon thread, which ends when there is nothing to do.
 * Its queue is bounded by what the engine has under way: a few steps and timers for each
 * service.
 */
class CoordinatorThread implements Coordinator {

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

	private final ScheduledThreadPoolExecutor executor;

	CoordinatorThread() {
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		this.executor = new ScheduledThreadPoolExecutor(1, (runnable) -> {
			Thread thread = new Thread(runnable, "lifecycle-engine");
			thread.setDaemon(true);
			thread.setContextClassLoader(classLoader);
			return thread;
		}, new ThreadPoolExecutor.AbortPolicy());
		this.executor.setKeepAliveTime(KEEP_ALIVE.toNanos(), TimeUnit.NANOSECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setRemoveOnCancelPolicy(true);
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	@Override
	public boolean execute(Runnable step) {
		try {
			this.executor.execute(step);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	@Override
	public Timer schedule(Duration delay, Runnable step) {
		try {
			Future<?> future = this.executor.schedule(step, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			return () -> {
			};
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
