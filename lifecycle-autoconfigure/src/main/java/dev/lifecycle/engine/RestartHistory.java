package dev.lifecycle.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.engine.Coordinator.Timer;
import dev.lifecycle.engine.EngineSettings.Restarting;

/**
 * The automatic restarts of one service, and how many more there may be. Owned by the
 * coordinator.
 */
class RestartHistory {

	private final Restarting settings;

	private final Coordinator coordinator;

	private final Deque<Entry> begun = new ArrayDeque<>();

	private @Nullable Long endedNanos;

	private @Nullable String exhausted;

	private @Nullable Timer timer;

	RestartHistory(Restarting settings, Coordinator coordinator) {
		this.settings = settings;
		this.coordinator = coordinator;
	}

	void begin() {
		this.begun.add(new Entry(this.coordinator.nanoTime(), this.coordinator.now()));
	}

	void end() {
		this.endedNanos = this.coordinator.nanoTime();
	}

	int count() {
		long now = this.coordinator.nanoTime();
		this.begun.removeIf((entry) -> now - entry.nanos >= this.settings.window().toNanos());
		return this.begun.size();
	}

	boolean isUsedUp() {
		return count() >= this.settings.maxRestarts();
	}

	/**
	 * Return how long to wait for the next restart, should the service not be ready
	 * before.
	 * @return the pause, at least the one after readiness was lost
	 */
	Duration pause() {
		long pause = this.settings.after().toNanos();
		if (this.endedNanos != null) {
			long coolDown = this.endedNanos + this.settings.coolDown().toNanos() - this.coordinator.nanoTime();
			pause = Math.max(pause, coolDown);
		}
		return Duration.ofNanos(pause);
	}

	void schedule(Timer timer) {
		cancelTimer();
		this.timer = timer;
	}

	void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	boolean isExhausted() {
		return this.exhausted != null;
	}

	void setExhausted(@Nullable String exhausted) {
		this.exhausted = exhausted;
	}

	void forget() {
		cancelTimer();
		this.begun.clear();
		this.endedNanos = null;
		this.exhausted = null;
	}

	ServiceRestarts describe(@Nullable String underWay) {
		List<Instant> times = this.begun.stream().map(Entry::instant).toList();
		return new ServiceRestarts(underWay, this.exhausted, times, this.settings);
	}

	private record Entry(long nanos, Instant instant) {

	}

}
