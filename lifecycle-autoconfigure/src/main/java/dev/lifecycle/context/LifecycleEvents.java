package dev.lifecycle.context;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

import dev.lifecycle.RestartsExhaustedEvent;
import dev.lifecycle.ServiceDegradedEvent;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStateChangedEvent;
import dev.lifecycle.StartupCompletedEvent;
import dev.lifecycle.StartupFailedEvent;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.StateChange;
import dev.lifecycle.text.Texts;

/**
 * Publishes what happens as application events, on one thread of its own and in order, so
 * that a slow or failing listener delays nothing but other listeners. Beyond
 * {@value #CAPACITY} waiting events, those of one service coalesce.
 */
final class LifecycleEvents implements EngineListener {

	private static final int CAPACITY = 1024;

	private static final Log logger = LogFactory.getLog(LifecycleEvents.class);

	private final ApplicationEventPublisher publisher;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<ApplicationEvent> waiting = new ArrayDeque<>();

	private final ThreadPoolExecutor executor;

	private volatile @Nullable Thread thread;

	private boolean publishing;

	LifecycleEvents(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
		this.executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), (task) -> {
			Thread thread = new Thread(task, "lifecycle-events");
			thread.setDaemon(true);
			this.thread = thread;
			return thread;
		});
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public void stateChanged(StateChange change) {
		offer(new ServiceStateChangedEvent(this.publisher, change.service(), change.from(), change.to(), change.epoch(),
				reason(change), change.cause()));
	}

	private static @Nullable String reason(StateChange change) {
		if (change.cause() != null) {
			return Texts.reason(change.cause());
		}
		return (change.to() == ServiceState.NOT_READY) ? change.detail() : null;
	}

	@Override
	public void degradationChanged(String service, List<String> reasons) {
		offer(new ServiceDegradedEvent(this.publisher, service, reasons));
	}

	@Override
	public void startupCompleted(StartupReport report) {
		offer(new StartupCompletedEvent(this.publisher, report));
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		offer(new StartupFailedEvent(this.publisher, failure));
	}

	@Override
	public void restartsExhausted(String service, int restarts, Duration window, String reason) {
		offer(new RestartsExhaustedEvent(this.publisher, service, restarts, window, reason));
	}

	private void offer(ApplicationEvent event) {
		this.lock.lock();
		try {
			if (this.waiting.size() < CAPACITY || !coalesce(event)) {
				this.waiting.add(event);
			}
			if (!this.publishing) {
				this.executor.execute(this::publish);
				this.publishing = true;
			}
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Event dropped because the context is closed: " + event);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean coalesce(ApplicationEvent event) {
		List<ApplicationEvent> events = new ArrayList<>(this.waiting);
		for (int i = events.size() - 1; i >= 0; i--) {
			ApplicationEvent both = coalesce(events.get(i), event);
			if (both != null) {
				events.set(i, both);
				this.waiting.clear();
				this.waiting.addAll(events);
				return true;
			}
		}
		return false;
	}

	private @Nullable ApplicationEvent coalesce(ApplicationEvent first, ApplicationEvent second) {
		if (first instanceof ServiceStateChangedEvent earlier && second instanceof ServiceStateChangedEvent later
				&& earlier.service().equals(later.service())) {
			return new ServiceStateChangedEvent(this.publisher, later.service(), earlier.from(), later.to(),
					later.epoch(), later.reason(), later.cause());
		}
		if (first instanceof ServiceDegradedEvent earlier && second instanceof ServiceDegradedEvent later
				&& earlier.service().equals(later.service())) {
			return later;
		}
		return null;
	}

	private void publish() {
		for (ApplicationEvent event = next(); event != null; event = next()) {
			try {
				this.publisher.publishEvent(event);
			}
			catch (Throwable ex) {
				logger.warn("Listener failed for " + event, ex);
			}
		}
	}

	private @Nullable ApplicationEvent next() {
		this.lock.lock();
		try {
			ApplicationEvent event = this.waiting.poll();
			this.publishing = event != null;
			return event;
		}
		finally {
			this.lock.unlock();
		}
	}

	void close(Duration timeout) {
		if (this.executor.isShutdown()) {
			return;
		}
		this.executor.shutdown();
		if (Thread.currentThread() == this.thread) {
			// A listener closes the context, and must not wait for itself.
			forgetWaiting();
			return;
		}
		try {
			if (!this.executor.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				this.executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

	private void forgetWaiting() {
		this.lock.lock();
		try {
			this.waiting.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

}
