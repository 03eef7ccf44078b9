package dev.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.ClassUtils;

/**
 * Base class for services with something to start and stop. Subclasses implement
 * {@link #onStart()} and {@link #onStop()}; this class sees to it that they are called in
 * turns, whoever calls {@link #start()}, {@link #stop()} and {@link #close()} from
 * whatever thread and however often. No lock is held while they run: a {@code stop()}
 * during a hung {@code onStart()} interrupts it and returns after {@link #stopTimeout()}
 * at the latest, a {@code close()} at once, and should that start return later anyway it
 * is stopped at once. These methods are not meant to be overridden; they are not final
 * because a class-based proxy could not pass them on to the service.
 *
 * @since 0.1.0
 */
public abstract class AbstractLifecycleService implements SmartLifecycle, AutoCloseable {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private Phase phase = Phase.STOPPED;

	private boolean stopRequested;

	/**
	 * The number of stops so far, so that a start that waited for another call notices
	 * one.
	 */
	private int stops;

	private @Nullable Thread worker;

	/**
	 * Whether the start under way follows one that failed. Only used by the worker.
	 */
	private boolean halfStarted;

	private final LongAdder backgroundFailures = new LongAdder();

	private final Set<Thread> abandonedTasks = ConcurrentHashMap.newKeySet();

	/**
	 * The tasks since the last start, or {@code null} if none may be started.
	 */
	private @Nullable BackgroundTasks tasks;

	/**
	 * Start the service. Returns when it has started; called at most once between two
	 * stops. A start that fails is followed by {@link #onStop()} when the service is
	 * stopped or started again.
	 * @throws Exception if the service cannot start
	 */
	protected abstract void onStart() throws Exception;

	/**
	 * Stop the service and release what {@link #onStart()} acquired, as far as it came.
	 * @throws Exception if something could not be released
	 */
	protected abstract void onStop() throws Exception;

	/**
	 * Return how long {@link #stop()} waits for an {@link #onStart()} or
	 * {@link #onStop()} that runs on another thread.
	 * @return the limit, 10 seconds by default
	 */
	protected Duration stopTimeout() {
		return Duration.ofSeconds(10);
	}

	/**
	 * Run a task on a thread of its own until the service stops, which interrupts the
	 * task and waits for its end, up to {@link #stopTimeout()}, before it calls
	 * {@link #onStop()}. What the task throws is counted and logged.
	 * @param name the name of the task, for its thread and the log
	 * @param task the task; it ends when its thread is interrupted
	 * @throws IllegalStateException if the service is neither starting nor running
	 */
	protected void background(String name, BackgroundTask task) {
		tasks(name).start(name, task);
	}

	/**
	 * Run a task at once and then again and again until the service stops, as described
	 * for {@link #background(String, BackgroundTask)}. What the task throws is counted
	 * and logged once per type, and does not end the repetition.
	 * @param name the name of the task, for its thread and the log
	 * @param interval the time from the end of one run until the next; more than zero
	 * @param task the task; it ends when its thread is interrupted
	 * @throws IllegalStateException if the service is neither starting nor running
	 */
	protected void backgroundEvery(String name, Duration interval, BackgroundTask task) {
		if (interval.isZero() || interval.isNegative()) {
			throw new IllegalArgumentException(
					"The interval of background task '" + name + "' is " + interval + " and must be more than zero");
		}
		tasks(name).startEvery(name, interval, task);
	}

	private BackgroundTasks tasks(String name) {
		this.lock.lock();
		try {
			if (this.tasks == null) {
				throw new IllegalStateException("Background task '" + name
						+ "' cannot be started because the service is not. Start tasks in onStart() or later");
			}
			return this.tasks;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return how often background tasks have failed.
	 * @return the number of exceptions they have thrown since the service was created
	 */
	public long backgroundFailures() {
		return this.backgroundFailures.sum();
	}

	/**
	 * Return the background tasks that did not end when they were stopped.
	 * @return the threads of those that still run
	 */
	public List<Thread> abandonedTasks() {
		return this.abandonedTasks.stream().filter(Thread::isAlive).toList();
	}

	private void stopTasks() {
		BackgroundTasks tasks;
		this.lock.lock();
		try {
			tasks = this.tasks;
			this.tasks = null;
		}
		finally {
			this.lock.unlock();
		}
		if (tasks != null) {
			tasks.stop(stopTimeout());
		}
	}

	@Override
	public void start() {
		if (!beginStart()) {
			return;
		}
		Throwable failure = null;
		try {
			cleanUp();
			onStart();
		}
		catch (Throwable ex) {
			failure = ex;
			stopTasks();
		}
		if (endStart(failure == null)) {
			failure = stopLate(failure);
		}
		if (failure != null) {
			AbstractLifecycleService.<RuntimeException>rethrow(failure);
		}
	}

	private boolean beginStart() {
		this.lock.lock();
		try {
			if (this.worker == Thread.currentThread()) {
				throw new IllegalStateException("start() was called inside onStart() or onStop()");
			}
			int stops = this.stops;
			while (this.phase == Phase.STARTING || this.phase == Phase.STOPPING) {
				this.changed.await();
			}
			if (this.stops != stops) {
				throw new CancellationException("Stopped while waiting to start");
			}
			if (this.phase == Phase.RUNNING) {
				return false;
			}
			this.halfStarted = (this.phase == Phase.HALF_STARTED);
			this.phase = Phase.STARTING;
			this.stopRequested = false;
			this.worker = Thread.currentThread();
			this.tasks = new BackgroundTasks(ClassUtils.getUserClass(this).getSimpleName(), this.backgroundFailures,
					this.abandonedTasks);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while waiting for another start or stop");
		}
		finally {
			this.lock.unlock();
		}
	}

	// Release what an earlier start left behind when it failed.
	private void cleanUp() throws Exception {
		if (this.halfStarted) {
			onStop();
			this.halfStarted = false;
		}
	}

	private boolean endStart(boolean successful) {
		this.lock.lock();
		try {
			if (this.stopRequested) {
				this.phase = Phase.STOPPING;
				return true;
			}
			enter(successful ? Phase.RUNNING : Phase.HALF_STARTED);
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Throwable stopLate(@Nullable Throwable failure) {
		Throwable result = (failure != null) ? failure : new CancellationException("Stopped while starting");
		boolean interrupted = Thread.interrupted();
		try {
			stopTasks();
			onStop();
		}
		catch (Throwable ex) {
			result.addSuppressed(ex);
		}
		finally {
			leave();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
		return result;
	}

	@Override
	public void stop() {
		stop(stopTimeout());
	}

	private void stop(Duration patience) {
		if (!beginStop(patience)) {
			return;
		}
		try {
			stopTasks();
			onStop();
		}
		catch (Exception ex) {
			AbstractLifecycleService.<RuntimeException>rethrow(ex);
		}
		finally {
			leave();
		}
	}

	private boolean beginStop(Duration patience) {
		this.lock.lock();
		try {
			this.stops++;
			if (this.phase == Phase.STARTING) {
				this.stopRequested = true;
			}
			if (this.phase == Phase.STARTING || this.phase == Phase.STOPPING) {
				awaitWorker(patience);
				return false;
			}
			if (this.phase == Phase.STOPPED) {
				return false;
			}
			this.phase = Phase.STOPPING;
			this.worker = Thread.currentThread();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitWorker(Duration patience) {
		Thread worker = this.worker;
		if (worker == null || worker == Thread.currentThread()) {
			return;
		}
		if (this.phase == Phase.STARTING) {
			worker.interrupt();
		}
		try {
			long nanos = patience.toNanos();
			while (nanos > 0 && this.worker == worker) {
				nanos = this.changed.awaitNanos(nanos);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void leave() {
		this.lock.lock();
		try {
			enter(Phase.STOPPED);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void enter(Phase phase) {
		this.phase = phase;
		this.worker = null;
		this.changed.signalAll();
	}

	/**
	 * Stop the service if it runs. Called by the container when it destroys the bean, so
	 * that nobody is left to wait for: an {@link #onStart()} under way on another thread
	 * is interrupted and stopped when it returns, an {@link #onStop()} under way is left
	 * to itself.
	 */
	@Override
	public void close() {
		stop(Duration.ZERO);
	}

	@Override
	public boolean isRunning() {
		this.lock.lock();
		try {
			return this.phase == Phase.RUNNING;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the lifecycle phase, which only matters while
	 * {@code lifecycle.enabled=false}.
	 * @return the default phase of plain lifecycle beans, below the web server
	 */
	@Override
	public int getPhase() {
		return 0;
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void rethrow(Throwable failure) throws E {
		throw (E) failure;
	}

	/**
	 * Work that goes on while a service runs.
	 */
	@FunctionalInterface
	protected interface BackgroundTask {

		/**
		 * Do the work.
		 * @throws Exception if it fails
		 */
		void run() throws Exception;

	}

	private enum Phase {

		STOPPED, STARTING, HALF_STARTED, RUNNING, STOPPING

	}

}
