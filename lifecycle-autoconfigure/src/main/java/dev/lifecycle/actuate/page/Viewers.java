package dev.lifecycle.actuate.page;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.StateChange;

/**
 * Tells those who look at the page that something has changed; they then ask for what
 * they show. So nothing is kept for those who are slow. There is a thread only while
 * somebody looks. Connections end before the web server begins to wait for open requests.
 *
 * @since 0.1.0
 */
public final class Viewers implements EngineListener, SmartLifecycle, DisposableBean {

	// That of org.springframework.boot.web.server.context.WebServerApplicationContext
	private static final int GRACEFUL_SHUTDOWN_PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

	private static final Duration PAUSE = Duration.ofMillis(100);

	// By which either side notices that the other one is gone.
	private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(15);

	// Browsers connect again, which has them authenticated again.
	private static final Duration LONGEST_STAY = Duration.ofMinutes(10);

	private static final Log logger = LogFactory.getLog(Viewers.class);

	private final int limit;

	private final Duration heartbeatInterval;

	private final Duration longestStay;

	private final Map<Viewer, Long> viewers = new LinkedHashMap<>();

	private @Nullable ScheduledThreadPoolExecutor executor;

	private boolean changed;

	private boolean open = true;

	/**
	 * Create a new instance.
	 * @param limit how many may look at the same time
	 */
	public Viewers(int limit) {
		this(limit, HEARTBEAT_INTERVAL, LONGEST_STAY);
	}

	Viewers(int limit, Duration heartbeatInterval, Duration longestStay) {
		this.limit = limit;
		this.heartbeatInterval = heartbeatInterval;
		this.longestStay = longestStay;
	}

	/**
	 * Add a viewer.
	 * @param viewer the viewer
	 * @return {@code false} if there are too many already, or the application stops
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	synchronized boolean add(Viewer viewer) {
		if (!this.open || this.viewers.size() >= this.limit) {
			return false;
		}
		this.viewers.put(viewer, System.nanoTime());
		if (this.executor == null) {
			this.executor = new ScheduledThreadPoolExecutor(1, Viewers::thread);
			this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
			long interval = this.heartbeatInterval.toMillis();
			this.executor.scheduleAtFixedRate(this::heartbeat, interval, interval, TimeUnit.MILLISECONDS);
		}
		return true;
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "lifecycle-page");
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Remove a viewer that is gone.
	 * @param viewer the viewer
	 */
	synchronized void remove(Viewer viewer) {
		this.viewers.remove(viewer);
		if (this.viewers.isEmpty()) {
			shutdown();
		}
	}

	synchronized int count() {
		return this.viewers.size();
	}

	private void shutdown() {
		if (this.executor != null) {
			// Without an interrupt, because this may be its thread, which goes on to
			// write.
			this.executor.shutdown();
			this.executor = null;
			this.changed = false;
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private synchronized void changed() {
		if (this.executor != null && !this.changed) {
			this.changed = true;
			this.executor.schedule(this::publish, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private void publish() {
		List<Viewer> viewers;
		synchronized (this) {
			this.changed = false;
			viewers = List.copyOf(this.viewers.keySet());
		}
		viewers.forEach(this::send);
	}

	private void heartbeat() {
		Map<Viewer, Long> viewers;
		synchronized (this) {
			viewers = Map.copyOf(this.viewers);
		}
		long now = System.nanoTime();
		viewers.forEach((viewer, since) -> {
			if (now - since > this.longestStay.toNanos()) {
				close(viewer);
			}
			else {
				send(viewer);
			}
		});
	}

	private void send(Viewer viewer) {
		try {
			viewer.send();
		}
		catch (RuntimeException ex) {
			logger.debug("A viewer of the page is gone", ex);
			remove(viewer);
		}
	}

	private void close(Viewer viewer) {
		try {
			viewer.close();
		}
		catch (RuntimeException ex) {
			logger.debug("A viewer of the page is gone", ex);
		}
		remove(viewer);
	}

	@Override
	public void startupBegan() {
		start();
		changed();
	}

	@Override
	public void stateChanged(StateChange change) {
		changed();
	}

	@Override
	public void degradationChanged(String service, List<String> reasons) {
		changed();
	}

	@Override
	public void startupCompleted(StartupReport report) {
		changed();
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		changed();
	}

	@Override
	public synchronized void start() {
		this.open = true;
	}

	@Override
	public void stop() {
		List<Viewer> viewers;
		synchronized (this) {
			this.open = false;
			viewers = List.copyOf(this.viewers.keySet());
		}
		viewers.forEach(this::close);
	}

	@Override
	public synchronized boolean isRunning() {
		return this.open;
	}

	@Override
	public int getPhase() {
		return GRACEFUL_SHUTDOWN_PHASE;
	}

	@Override
	public void destroy() {
		stop();
	}

}
