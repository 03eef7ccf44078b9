package dev.lifecycle.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.OperatingSystemMXBean;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.ContractCheck;
import dev.lifecycle.engine.EngineSettings;
import dev.lifecycle.engine.LifecycleEngine;
import dev.lifecycle.engine.ManagedService;
import dev.lifecycle.graph.ServiceDefinition;
import dev.lifecycle.graph.ServiceGraph;
import dev.lifecycle.testsupport.RestartableComponent;

/**
 * Prints how much of a core it takes to watch 1,000 services with three checks each: the
 * processor time of the process while it does, minus what it uses while it does nothing.
 *
 * @since 0.1.0
 */
public final class MonitorBenchmark {

	private static final int SERVICES = 1000;

	private static final int CHECKS = 3;

	private static final Duration INTERVAL = Duration.ofSeconds(15);

	private static final int SECONDS = 60;

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final AtomicLong calls = new AtomicLong();

	private final PrintStream out;

	private final int seconds;

	private MonitorBenchmark(PrintStream out, int seconds) {
		this.out = out;
		this.seconds = seconds;
	}

	/**
	 * Run the benchmark.
	 * @param args the time to measure each variant, in seconds
	 * @throws Exception if the services do not start
	 */
	public static void main(String[] args) throws Exception {
		int seconds = (args.length > 0) ? Integer.parseInt(args[0]) : SECONDS;
		new MonitorBenchmark(System.out, seconds).run();
	}

	private void run() throws InterruptedException, ExecutionException {
		this.out.printf("Java %s, %d processors; %d services with %d checks each every %d s; %d s each%n",
				Runtime.version(), Runtime.getRuntime().availableProcessors(), SERVICES, CHECKS, INTERVAL.toSeconds(),
				this.seconds);
		rest(5);
		Usage idle = measure();
		this.out.printf(Locale.ROOT, "%-32s%8.2f %% of a core%n", "idle JVM", idle.process());
		compare("checks that return at once", ReadinessResult::ready, idle);
		compare("checks that wait for 5 ms", () -> {
			rest(5, TimeUnit.MILLISECONDS);
			return ReadinessResult.ready();
		}, idle);
	}

	private void compare(String name, ReadinessProbe probe, Usage idle)
			throws InterruptedException, ExecutionException {
		LifecycleEngine engine = engine(() -> {
			this.calls.incrementAndGet();
			return probe.check();
		});
		try {
			engine.graph().services().keySet().forEach(engine::submit);
			engine.begin().get();
			rest(INTERVAL.toSeconds());
			Usage usage = measure();
			this.out.printf(Locale.ROOT,
					"%-32s%8.2f %% of a core, less idle %.2f %%; engine thread %.2f %%; %.0f calls per second%n", name,
					usage.process(), usage.process() - idle.process(), usage.engineThread(), usage.callsPerSecond());
			engine.stop().get();
		}
		finally {
			engine.close();
		}
	}

	private static LifecycleEngine engine(ReadinessProbe probe) {
		List<ServiceDefinition> definitions = new ArrayList<>();
		List<ManagedService> services = new ArrayList<>();
		for (int i = 0; i < SERVICES; i++) {
			String name = "service-" + i;
			definitions.add(ServiceDefinition.of(name));
			List<ContractCheck> checks = new ArrayList<>();
			for (int j = 0; j < CHECKS; j++) {
				checks.add(new ContractCheck("check-" + j, Duration.ofSeconds(5), probe, null, true, INTERVAL));
			}
			services.add(new ManagedService(name, new Component(), checks, null, null));
		}
		return new LifecycleEngine(ServiceGraph.of(definitions, List.of()), services, EngineSettings.defaults(),
				(task) -> {
					Thread thread = new Thread(task);
					thread.setDaemon(true);
					return thread;
				}, List.of());
	}

	private Usage measure() throws InterruptedException {
		long begin = System.nanoTime();
		long process = this.system.getProcessCpuTime();
		long engine = engineThread();
		long calls = this.calls.get();
		rest(this.seconds);
		double elapsed = System.nanoTime() - begin;
		return new Usage(100 * (this.system.getProcessCpuTime() - process) / elapsed,
				100 * (engineThread() - engine) / elapsed, (this.calls.get() - calls) / elapsed * 1e9);
	}

	private long engineThread() {
		for (ThreadInfo thread : this.threads.getThreadInfo(this.threads.getAllThreadIds())) {
			if (thread != null && thread.getThreadName().equals("lifecycle-engine")) {
				return this.threads.getThreadCpuTime(thread.getThreadId());
			}
		}
		return 0;
	}

	private static void rest(long seconds) throws InterruptedException {
		rest(seconds, TimeUnit.SECONDS);
	}

	private static void rest(long time, TimeUnit unit) throws InterruptedException {
		boolean unused = new CountDownLatch(1).await(time, unit);
	}

	/**
	 * What was used in a while.
	 *
	 * @param process processor time of the process, in percent of a core
	 * @param engineThread that of the coordinating thread
	 * @param callsPerSecond number of checks called
	 */
	private record Usage(double process, double engineThread, double callsPerSecond) {

	}

	private static final class Component extends RestartableComponent {

		@Override
		public void start() {
		}

		@Override
		public void stop(Runnable callback) {
			callback.run();
		}

	}

}
