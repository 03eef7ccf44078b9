package dev.lifecycle.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * A {@link Coordinator} whose steps and time are driven by the test.
 */
class ManualCoordinator implements Coordinator {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final Deque<Runnable> steps = new ArrayDeque<>();

	private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(
			Comparator.comparingLong((Alarm alarm) -> alarm.nanos).thenComparingLong((alarm) -> alarm.number));

	private long nanos;

	private long alarmsSoFar;

	private boolean closed;

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public Instant now() {
		return START.plusNanos(this.nanos);
	}

	@Override
	public boolean execute(Runnable step) {
		return !this.closed && this.steps.add(step);
	}

	@Override
	public Timer schedule(Duration delay, Runnable step) {
		Alarm alarm = new Alarm(this.nanos + delay.toNanos(), this.alarmsSoFar++, step);
		if (!this.closed) {
			this.alarms.add(alarm);
		}
		return () -> this.alarms.remove(alarm);
	}

	@Override
	public void close() {
		this.closed = true;
		this.steps.clear();
		this.alarms.clear();
	}

	boolean runStep() {
		Runnable step = this.steps.poll();
		if (step != null) {
			step.run();
		}
		return step != null;
	}

	// Move to the next alarm that is due until then and run it.
	boolean runAlarm(long until) {
		Alarm alarm = this.alarms.peek();
		if (alarm == null || alarm.nanos > until) {
			this.nanos = Math.max(this.nanos, until);
			return false;
		}
		this.alarms.remove();
		this.nanos = Math.max(this.nanos, alarm.nanos);
		alarm.step.run();
		return true;
	}

	// Let time pass without doing anything.
	void stall(Duration time) {
		this.nanos += time.toNanos();
	}

	int timers() {
		return this.alarms.size();
	}

	private record Alarm(long nanos, long number, Runnable step) {

		@Override
		public boolean equals(Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return Long.hashCode(this.number);
		}

	}

}
