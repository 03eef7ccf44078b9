package dev.lifecycle.benchmarks;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.springframework.core.task.VirtualThreadTaskExecutor;

import dev.lifecycle.benchmarks.Workload.CriticalPath;

/**
 * Prints start-up time divided by critical path. Services take 20 to 160 ms each, and the
 * critical path is that of the same run: the longest path through the graph, each service
 * weighted with the time it was measured to spend in {@code start()}. Whatever is above
 * one is the scheduler's.
 *
 * @since 0.1.0
 */
public final class EngineBenchmark {

	private static final int[] SIZES = { 10, 100, 1000 };

	private static final long SEED = 42;

	private static final String CELL = "  %-24s";

	private final Map<String, Scheduler> engines = new LinkedHashMap<>();

	private final Map<String, Scheduler> others = new LinkedHashMap<>();

	private final PrintStream out;

	private EngineBenchmark(PrintStream out) {
		this.out = out;
		this.engines.put("engine", Scheduler.engine(EngineBenchmark::daemon));
		if (Runtime.version().feature() >= 21) {
			this.engines.put("on virtual threads",
					Scheduler.engine(new VirtualThreadTaskExecutor().getVirtualThreadFactory()));
		}
		this.others.put("level by level", Scheduler.levels(EngineBenchmark::daemon));
		this.others.put("one by one", Scheduler.sequential());
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Run the benchmark.
	 * @param args the sizes of the graphs
	 * @throws Exception if a start fails
	 */
	public static void main(String[] args) throws Exception {
		EngineBenchmark benchmark = new EngineBenchmark(System.out);
		int[] sizes = Stream.of(args).mapToInt(Integer::parseInt).toArray();
		benchmark.run((sizes.length > 0) ? sizes : SIZES);
	}

	private void run(int[] sizes) throws InterruptedException, ExecutionException {
		this.out.println("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors; median [quartiles] of start-up time / critical path");
		Workload first = Shape.RANDOM.create(100, SEED);
		this.out.println("first start in this JVM, random 100: "
				+ String.format(Locale.ROOT, "%.4f", run(first, Scheduler.engine(EngineBenchmark::daemon)).ratio()));
		this.out.printf(CELL + "  %-22s", "graph", "critical path");
		this.engines.keySet().forEach((name) -> this.out.printf(CELL + "%8s", name, "µs/step"));
		this.others.keySet().forEach((name) -> this.out.printf("%16s", name));
		this.out.println();
		for (Shape shape : Shape.values()) {
			for (int size : sizes) {
				compare(shape.name().toLowerCase(Locale.ROOT) + " " + size, shape.create(size, SEED), runs(size));
			}
		}
	}

	private static int runs(int size) {
		return (size <= 10) ? 15 : (size <= 100) ? 9 : 3;
	}

	private void compare(String name, Workload workload, int runs) throws InterruptedException, ExecutionException {
		Map<String, Run[]> results = new LinkedHashMap<>();
		this.engines.keySet().forEach((engine) -> results.put(engine, new Run[runs]));
		for (int i = 0; i < runs; i++) {
			for (Map.Entry<String, Scheduler> engine : this.engines.entrySet()) {
				Objects.requireNonNull(results.get(engine.getKey()))[i] = run(workload, engine.getValue());
			}
		}
		CriticalPath path = workload.criticalPath();
		this.out.printf(Locale.ROOT, CELL + "  %6.0f ms, %4d steps", name, path.nanos() / 1e6, path.length());
		for (Run[] result : results.values()) {
			this.out.printf(CELL, Sample.of(result, Run::ratio).format("%.4f"));
			this.out.printf(Locale.ROOT, "%8.0f", Sample.of(result, Run::microsPerStep).median());
		}
		for (Scheduler scheduler : this.others.values()) {
			this.out.printf(Locale.ROOT, "%16.2f", run(workload, scheduler).ratio());
		}
		this.out.println();
	}

	private static Run run(Workload workload, Scheduler scheduler) throws InterruptedException, ExecutionException {
		long total = scheduler.start(workload);
		return new Run(total, workload.criticalPath());
	}

	/**
	 * One start.
	 *
	 * @param nanos the time it took
	 * @param path the critical path
	 */
	private record Run(long nanos, CriticalPath path) {

		double ratio() {
			return (double) this.nanos / this.path.nanos();
		}

		double microsPerStep() {
			return (this.nanos - this.path.nanos()) / 1e3 / this.path.length();
		}

	}

}
