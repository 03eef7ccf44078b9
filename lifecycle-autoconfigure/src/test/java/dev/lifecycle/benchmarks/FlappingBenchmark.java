package dev.lifecycle.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.ContractCheck;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.EngineSettings;
import dev.lifecycle.engine.EngineSettings.Monitoring;
import dev.lifecycle.engine.EngineSettings.Restarting;
import dev.lifecycle.engine.LifecycleEngine;
import dev.lifecycle.engine.ManagedService;
import dev.lifecycle.engine.StateChange;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.ServiceDefinition;
import dev.lifecycle.graph.ServiceGraph;

/**
 * Prints what a dependency that comes and goes every 100 ms costs: restarts, threads and
 * heap, while 100 services require it and every one checks it every 50 ms.
 *
 * @since 0.1.0
 */
public final class FlappingBenchmark {

	private static final int SERVICES = 100;

	private static final Duration INTERVAL = Duration.ofMillis(50);

	private static final long FLAP_MILLIS = 100;

	/**
	 * Not a multiple of the time in which the dependency comes and goes, or all retries
	 * may find it away.
	 */
	private static final Duration RETRY_INTERVAL = Duration.ofMillis(70);

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

	private final PrintStream out;

	private final int seconds;

	private FlappingBenchmark(PrintStream out, int seconds) {
		this.out = out;
		this.seconds = seconds;
	}

	/**
	 * Run the benchmark.
	 * @param args how long the dependency comes and goes, in seconds
	 * @throws Exception if the services do not start
	 */
	public static void main(String[] args) throws Exception {
		FlappingBenchmark benchmark = new FlappingBenchmark(System.out,
				(args.length > 0) ? Integer.parseInt(args[0]) : 60);
		benchmark.run("the defaults", Restarting.defaults().after(), Restarting.defaults().coolDown());
		benchmark.run("after 20 ms, cool-down 5 s", Duration.ofMillis(20), Duration.ofSeconds(5));
	}

	private void run(String name, Duration after, Duration coolDown) throws InterruptedException, ExecutionException {
		Recorder recorder = new Recorder();
		Flapping flapping = new Flapping();
		LifecycleEngine engine = engine(recorder, flapping,
				new Restarting(true, after, true, 3, Duration.ofMinutes(10), coolDown));
		try {
			engine.graph().services().keySet().forEach(engine::submit);
			engine.begin().get();
			rest(5000);
			long heap = heap();
			int before = this.threads.getThreadCount();
			this.threads.resetPeakThreadCount();
			flapping.begin();
			rest(TimeUnit.SECONDS.toMillis(this.seconds));
			flapping.end();
			int peak = this.threads.getPeakThreadCount();
			rest(5000);
			this.out.printf(
					"%s: readiness lost %d times, %d restarts, %d given up; threads %d before, %d at most, %d after; "
							+ "heap %d KB before, %d KB after%n",
					name, recorder.lost.get(), recorder.restarts.get(), recorder.exhausted.get(), before, peak,
					this.threads.getThreadCount(), heap / 1024, heap() / 1024);
			engine.stop().get();
		}
		finally {
			engine.close();
		}
	}

	private static LifecycleEngine engine(EngineListener listener, Flapping flapping, Restarting restarting) {
		List<ServiceDefinition> definitions = new ArrayList<>();
		List<ManagedService> services = new ArrayList<>();
		ContractCheck check = new ContractCheck("ping", Duration.ofSeconds(5), flapping::check, null, true, INTERVAL);
		for (int i = 0; i <= SERVICES; i++) {
			String name = "service-" + i;
			definitions.add((i == 0) ? ServiceDefinition.of(name)
					: ServiceDefinition.of(name, Dependency.on("service-0", DependencyType.REQUIRED)));
			services.add(new ManagedService(name, new SimulatedService(name, 1_000_000, List.of()), List.of(check),
					null, null));
		}
		EngineSettings s = EngineSettings.defaults();
		EngineSettings settings = new EngineSettings(s.timeoutMultiplier(), s.startupTimeout(), s.startTimeout(),
				s.readinessTimeout(), s.dependencyTimeout(), s.optionalDependencyTimeout(), s.maxParallelStarts(),
				s.retry(), RETRY_INTERVAL, s.shutdownTimeout(), s.stopTimeout(), s.progressInterval(),
				new Monitoring(1, 1, null, 10), restarting);
		return new LifecycleEngine(ServiceGraph.of(definitions, List.of()), services, settings, (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			return thread;
		}, List.of(listener));
	}

	private long heap() throws InterruptedException {
		for (int i = 0; i < 3; i++) {
			System.gc();
			rest(100);
		}
		return this.memory.getHeapMemoryUsage().getUsed();
	}

	private static void rest(long millis) throws InterruptedException {
		boolean unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
	}

	/**
	 * What comes and goes.
	 */
	private static final class Flapping {

		private volatile long begun;

		void begin() {
			this.begun = System.nanoTime();
		}

		void end() {
			this.begun = 0;
		}

		ReadinessResult check() {
			long begun = this.begun;
			boolean away = begun != 0 && (System.nanoTime() - begun) / 1_000_000 / FLAP_MILLIS % 2 == 0;
			return away ? ReadinessResult.notReady("away") : ReadinessResult.ready();
		}

	}

	private static final class Recorder implements EngineListener {

		private final AtomicInteger lost = new AtomicInteger();

		private final AtomicInteger restarts = new AtomicInteger();

		private final AtomicInteger exhausted = new AtomicInteger();

		@Override
		public void stateChanged(StateChange change) {
			if (change.to() == ServiceState.NOT_READY) {
				this.lost.incrementAndGet();
			}
		}

		@Override
		public void restartBegan(String service, List<String> services, @Nullable String reason) {
			this.restarts.incrementAndGet();
		}

		@Override
		public void restartsExhausted(String service, int restarts, Duration window, String reason) {
			this.exhausted.incrementAndGet();
		}

	}

}
