package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.history.StartupHistory;

/**
 * Knows from earlier start-ups how long this one is going to take. One that is overdue is
 * estimated like those without a history.
 */
class HistoryProgress implements StartupProgress {

	private final LifecycleManager manager;

	private final StartupHistory history;

	private final StartupProgress progress;

	HistoryProgress(LifecycleManager manager, StartupHistory history, StartupProgress progress) {
		this.manager = manager;
		this.history = history;
		this.progress = progress;
	}

	@Override
	public int ready() {
		return this.progress.ready();
	}

	@Override
	public int total() {
		return this.progress.total();
	}

	@Override
	public List<String> waitingFor() {
		return this.progress.waitingFor();
	}

	@Override
	public Duration remaining() {
		Duration usual = this.history.usualDuration();
		Duration remaining = (usual != null) ? usual.minus(this.manager.startupReport().total()) : Duration.ZERO;
		return (remaining.compareTo(Duration.ZERO) > 0) ? remaining : this.progress.remaining();
	}

}
