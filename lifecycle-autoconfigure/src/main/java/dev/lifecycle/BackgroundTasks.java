package dev.lifecycle;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.lifecycle.AbstractLifecycleService.BackgroundTask;
import dev.lifecycle.text.Texts;

/**
 * The background tasks of one service between a start and the stop after it: each has a
 * daemon thread of its own, which ends when the tasks are stopped.
 */
final class BackgroundTasks {

	private static final Log logger = LogFactory.getLog(BackgroundTasks.class);

	private final String service;

	private final LongAdder failures;

	private final Set<Thread> abandoned;

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	/**
	 * Create an empty group of tasks.
	 * @param service the name of the service, for threads and log
	 * @param failures counts what tasks throw
	 * @param abandoned takes the threads of tasks that do not end
	 */
	BackgroundTasks(String service, LongAdder failures, Set<Thread> abandoned) {
		this.service = service;
		this.failures = failures;
		this.abandoned = abandoned;
	}

	void start(String name, BackgroundTask task) {
		Set<Class<?>> known = new HashSet<>();
		launch(name, () -> run(name, task, known));
	}

	void startEvery(String name, Duration interval, BackgroundTask task) {
		long nanos = interval.toNanos();
		Set<Class<?>> known = new HashSet<>();
		launch(name, () -> {
			do {
				run(name, task, known);
			}
			while (!isStoppedWithin(nanos));
		});
	}

	private void launch(String name, Runnable work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			finally {
				this.threads.remove(Thread.currentThread());
			}
		}, this.service + "-" + name);
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
		if (isStopped()) {
			// Nobody can tell any more whether the stop has seen the thread.
			thread.interrupt();
		}
	}

	private void run(String name, BackgroundTask task, Set<Class<?>> known) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			failed(name, ex, known);
		}
		if (!isStopped()) {
			// It was meant for the run that is over.
			Thread.interrupted();
		}
	}

	private void failed(String name, Throwable failure, Set<Class<?>> known) {
		if (isStopped()) {
			logger.debug("Background task '" + name + "' of " + this.service + " ended when it was stopped", failure);
			return;
		}
		this.failures.increment();
		if (known.add(failure.getClass())) {
			String message = "Background task '" + name + "' of " + this.service + " failed";
			logger.error(message + ": " + Texts.reason(failure) + " (further failures of this kind are only counted)");
			logger.debug(message, failure);
		}
	}

	private boolean isStoppedWithin(long nanos) {
		try {
			return this.stopped.await(nanos, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			return isStopped();
		}
	}

	private boolean isStopped() {
		return this.stopped.getCount() == 0;
	}

	/**
	 * Interrupt all tasks and wait for their end. Those that do not end are abandoned.
	 * @param timeout how long to wait for all of them at most
	 */
	void stop(Duration timeout) {
		this.stopped.countDown();
		this.abandoned.removeIf((thread) -> !thread.isAlive());
		Set<Thread> others = new HashSet<>(this.threads);
		others.remove(Thread.currentThread());
		others.forEach(Thread::interrupt);
		long deadline = System.nanoTime() + timeout.toNanos();
		try {
			for (Thread thread : others) {
				if (!isOver(thread, deadline - System.nanoTime())) {
					abandon(thread);
				}
			}
		}
		catch (InterruptedException ex) {
			// There is no time to tell who would have ended.
			this.abandoned.addAll(others);
			Thread.currentThread().interrupt();
		}
	}

	private static boolean isOver(Thread thread, long nanos) throws InterruptedException {
		TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
		return !thread.isAlive();
	}

	private void abandon(Thread thread) {
		this.abandoned.add(thread);
		StringBuilder stack = new StringBuilder();
		for (StackTraceElement element : thread.getStackTrace()) {
			stack.append(System.lineSeparator()).append("\tat ").append(element);
		}
		logger.warn("Background task '" + thread.getName() + "' of " + this.service
				+ " did not end when it was interrupted and is abandoned. It is at" + stack);
	}

}
