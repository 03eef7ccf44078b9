package dev.lifecycle.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * A component that does what the test says and writes a log.
 */
class FakeComponent implements ServiceComponent {

	private final String name;

	private final List<String> log;

	private final Queue<Throwable> startFailures = new ArrayDeque<>();

	@Nullable Throwable stopFailure;

	boolean asynchronousStop;

	boolean running;

	boolean restartable = true;

	@Nullable Runnable stopCallback;

	Runnable whenStarted = () -> {
	};

	Runnable whenStopped = () -> {
	};

	int starts;

	int stops;

	FakeComponent(String name, List<String> log) {
		this.name = name;
		this.log = log;
	}

	FakeComponent failStart(Throwable... failures) {
		this.startFailures.addAll(List.of(failures));
		return this;
	}

	@Override
	public void start() throws Exception {
		this.starts++;
		this.log.add("start " + this.name);
		this.whenStarted.run();
		Throwable failure = this.startFailures.poll();
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure != null) {
			throw (Exception) failure;
		}
	}

	@Override
	public void stop(Runnable callback) throws Exception {
		this.stops++;
		this.log.add("stop " + this.name);
		this.whenStopped.run();
		if (this.stopFailure instanceof Exception failure) {
			throw failure;
		}
		if (this.asynchronousStop) {
			this.stopCallback = callback;
			return;
		}
		callback.run();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isRestartable() {
		return this.restartable;
	}

	@Override
	public Collection<Thread> abandonedThreads() {
		return List.of();
	}

}
