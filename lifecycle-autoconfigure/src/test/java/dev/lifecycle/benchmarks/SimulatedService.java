package dev.lifecycle.benchmarks;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.lifecycle.testsupport.RestartableComponent;

/**
 * A service that only takes time to start, and measures how much it took in the end:
 * timers are late, and what they are late counts as time of the service.
 */
final class SimulatedService extends RestartableComponent {

	private final String name;

	private final long nanos;

	private final List<Integer> dependencies;

	private volatile long measured;

	SimulatedService(String name, long nanos, List<Integer> dependencies) {
		this.name = name;
		this.nanos = nanos;
		this.dependencies = List.copyOf(dependencies);
	}

	String name() {
		return this.name;
	}

	// Return the indices of the services that this one needs.
	List<Integer> dependencies() {
		return this.dependencies;
	}

	long measured() {
		return this.measured;
	}

	@Override
	public void start() {
		long begin = System.nanoTime();
		long left = this.nanos;
		while (left > 0) {
			LockSupport.parkNanos(left);
			left = begin + this.nanos - System.nanoTime();
		}
		this.measured = System.nanoTime() - begin;
	}

	@Override
	public void stop(Runnable callback) {
		callback.run();
	}

}
