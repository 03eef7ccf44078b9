package dev.lifecycle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

import dev.lifecycle.engine.EngineSettings;
import dev.lifecycle.engine.LifecycleEngine;

/**
 * A way to start services.
 */
interface Scheduler {

	// Start all services and return how long that took, in nanoseconds.
	long start(Workload workload) throws InterruptedException, ExecutionException;

	/**
	 * The engine with its default settings.
	 * @param threads creates the threads that services are started on
	 * @return the scheduler
	 */
	static Scheduler engine(ThreadFactory threads) {
		return (workload) -> {
			LifecycleEngine engine = new LifecycleEngine(workload.graph(), workload.managed(),
					EngineSettings.defaults(), threads, List.of());
			try {
				long begin = System.nanoTime();
				workload.services().forEach((service) -> engine.submit(service.name()));
				engine.begin().get();
				long nanos = System.nanoTime() - begin;
				engine.stop().get();
				return nanos;
			}
			finally {
				engine.close();
			}
		};
	}

	/**
	 * One service after the other.
	 * @return the scheduler
	 */
	static Scheduler sequential() {
		return (workload) -> {
			long begin = System.nanoTime();
			workload.services().forEach(SimulatedService::start);
			return System.nanoTime() - begin;
		};
	}

	/**
	 * All services of a level at once, and the next level when all of them have started.
	 * @param threads creates the threads that services are started on
	 * @return the scheduler
	 */
	static Scheduler levels(ThreadFactory threads) {
		return (workload) -> {
			List<List<SimulatedService>> levels = workload.levels();
			ExecutorService executor = Executors.newCachedThreadPool(threads);
			try {
				long begin = System.nanoTime();
				for (List<SimulatedService> level : levels) {
					List<Future<?>> starts = new ArrayList<>();
					level.forEach((service) -> starts.add(executor.submit(service::start)));
					for (Future<?> start : starts) {
						start.get();
					}
				}
				return System.nanoTime() - begin;
			}
			finally {
				executor.shutdown();
			}
		};
	}

}
