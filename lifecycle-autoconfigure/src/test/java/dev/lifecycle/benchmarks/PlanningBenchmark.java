package dev.lifecycle.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

import com.sun.management.ThreadMXBean;

import dev.lifecycle.DependencyType;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.Phase;
import dev.lifecycle.graph.ServiceDefinition;
import dev.lifecycle.graph.ServiceGraph;

/**
 * Prints how long planning a graph takes, and how much it allocates, with five edges per
 * service.
 *
 * @since 0.1.0
 */
public final class PlanningBenchmark {

	private static final int SERVICES = 10_000;

	private static final int EDGES_PER_SERVICE = 5;

	private static final int WARM_UP = 20;

	private static final int RUNS = 21;

	private static final List<Phase> PHASES = List.of(new Phase("first", null, true), new Phase("second", null, true),
			new Phase("third", null, true), new Phase("fourth", null, true));

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final PrintStream out;

	private PlanningBenchmark(PrintStream out) {
		this.out = out;
	}

	/**
	 * Run the benchmark.
	 * @param args not used
	 */
	public static void main(String[] args) {
		new PlanningBenchmark(System.out).run();
	}

	private void run() {
		this.out.println("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors; milliseconds as median [quartiles]");
		this.out.printf("%-28s  %8s  %8s  %-22s  %10s  %10s%n", "graph", "services", "edges", "time", "µs/edge",
				"bytes/edge");
		measure("required, first call", SERVICES, Kind.REQUIRED, 0, 1);
		for (Kind kind : Kind.values()) {
			measure(kind.text, SERVICES, kind, WARM_UP, RUNS);
		}
		for (int services = SERVICES / 4; services <= SERVICES * 4; services *= 2) {
			measure(Kind.REQUIRED.text, services, Kind.REQUIRED, WARM_UP, RUNS);
		}
	}

	private void measure(String text, int services, Kind kind, int warmUp, int runs) {
		List<ServiceDefinition> definitions = definitions(services, kind);
		List<Phase> phases = (kind == Kind.PHASES) ? PHASES : List.of();
		double[] millis = new double[runs];
		double[] bytes = new double[runs];
		int edges = 0;
		for (int i = -warmUp; i < runs; i++) {
			System.gc();
			long allocated = this.threads.getCurrentThreadAllocatedBytes();
			long begin = System.nanoTime();
			ServiceGraph graph = ServiceGraph.of(definitions, phases);
			if (i >= 0) {
				millis[i] = (System.nanoTime() - begin) / 1e6;
				bytes[i] = this.threads.getCurrentThreadAllocatedBytes() - allocated;
			}
			edges = graph.nodes().stream().mapToInt((node) -> node.dependencies().size()).sum()
					+ graph.dropped().size();
		}
		Sample time = new Sample(millis);
		this.out.printf(Locale.ROOT, "%-28s  %8d  %8d  %-22s  %10.2f  %10.0f%n", text, services, edges,
				time.format("%.1f"), time.median() * 1e3 / edges, new Sample(bytes).median() / edges);
	}

	private static List<ServiceDefinition> definitions(int services, Kind kind) {
		Random random = new Random(42);
		List<ServiceDefinition> definitions = new ArrayList<>();
		for (int i = 0; i < services; i++) {
			Set<Integer> targets = new LinkedHashSet<>();
			while (targets.size() < Math.min(i, EDGES_PER_SERVICE)) {
				targets.add(random.nextInt(i));
			}
			List<Dependency> dependencies = new ArrayList<>();
			targets.forEach((target) -> dependencies.add(dependency(target, kind, random)));
			if (kind == Kind.CIRCLES && !dependencies.isEmpty() && i + 1 < services && i % 10 == 0) {
				dependencies.set(0, inferred(i + 1));
			}
			String phase = (kind == Kind.PHASES) ? PHASES.get(i * PHASES.size() / services).name() : null;
			definitions.add(new ServiceDefinition("service-" + i, "Service" + i, phase, null, true, dependencies));
		}
		return definitions;
	}

	private static Dependency dependency(int target, Kind kind, Random random) {
		return switch (kind) {
			case REQUIRED, PHASES, CIRCLES -> Dependency.on("service-" + target);
			case MIXED -> switch (random.nextInt(3)) {
				case 0 -> Dependency.on("service-" + target);
				case 1 -> Dependency.on("service-" + target, DependencyType.SOFT);
				default -> inferred(target);
			};
		};
	}

	private static Dependency inferred(int target) {
		return new Dependency("service-" + target, DependencyType.REQUIRED, null, "", "constructor", true);
	}

	private enum Kind {

		REQUIRED("required"), PHASES("required, four phases"), MIXED("required, soft, inferred"),
		CIRCLES("with dropped circles");

		private final String text;

		Kind(String text) {
			this.text = text;
		}

	}

}
