package dev.lifecycle.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints what it costs to observe services: endpoint, meters, spans, steps and events, in
 * an application that has Actuator, Prometheus and OpenTelemetry in any case. Forks JVMs
 * in pairs and changes their order from pair to pair.
 *
 * @since 0.1.0
 */
public final class ObservationBenchmark {

	private static final int PAIRS = 20;

	private static final int SERVICES = 50;

	private final PrintStream out;

	private final int pairs;

	private final int services;

	private ObservationBenchmark(PrintStream out, int pairs, int services) {
		this.out = out;
		this.pairs = pairs;
		this.services = services;
	}

	/**
	 * Run the benchmark.
	 * @param args the number of pairs, and of services
	 * @throws Exception if an application does not start
	 */
	public static void main(String[] args) throws Exception {
		int pairs = (args.length > 0) ? Integer.parseInt(args[0]) : PAIRS;
		int services = (args.length > 1) ? Integer.parseInt(args[1]) : SERVICES;
		new ObservationBenchmark(System.out, pairs, services).run();
	}

	private void run() throws IOException, InterruptedException {
		this.out.println("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors; " + this.services + " services; median [quartiles] of " + this.pairs + " pairs");
		fork(true);
		fork(false);
		Pair[] results = new Pair[this.pairs];
		for (int i = 0; i < this.pairs; i++) {
			boolean onFirst = i % 2 == 0;
			Start first = fork(onFirst);
			Start second = fork(!onFirst);
			results[i] = onFirst ? new Pair(first, second) : new Pair(second, first);
		}
		print("time, ms", results, Start::elapsed);
		print("processor time, ms", results, Start::processor);
		print("request, µs", results, Start::request);
		print("slowest 1 % of requests, µs", results, Start::slowRequest);
	}

	private void print(String title, Pair[] pairs, ToDoubleFunction<Start> value) {
		this.out.printf(Locale.ROOT, "%-28soff %-24son %-24sdifference %-24son / off %s%n", title,
				Sample.of(pairs, (pair) -> value.applyAsDouble(pair.off())).format("%.0f"),
				Sample.of(pairs, (pair) -> value.applyAsDouble(pair.on())).format("%.0f"),
				Sample.of(pairs, (pair) -> value.applyAsDouble(pair.on()) - value.applyAsDouble(pair.off()))
					.format("%.0f"),
				Sample.of(pairs, (pair) -> value.applyAsDouble(pair.on()) / value.applyAsDouble(pair.off()))
					.format("%.3f"));
	}

	private Start fork(boolean observed) throws IOException, InterruptedException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(List.of(java, "-cp", classPath(), ObservedApplication.class.getName(),
				observed ? ObservedApplication.OBSERVED : "unobserved", Integer.toString(this.services)))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output.lines()
			.filter((line) -> line.startsWith(EmptyApplicationBenchmark.MARKER))
			.map((line) -> line.substring(EmptyApplicationBenchmark.MARKER.length()).split(" "))
			.map((values) -> Stream.of(values).mapToDouble(Double::parseDouble).toArray())
			.map((values) -> new Start(values[0], values[1], values[2], values[3]))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(output));
	}

	private static String classPath() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !EmptyApplicationBenchmark.NOT_NEEDED.matcher(Path.of(entry).getFileName().toString())
				.find())
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * One start.
	 *
	 * @param elapsed time from the start of the JVM until the application is ready
	 * @param processor processor time up to then
	 * @param request median time of a request afterwards
	 * @param slowRequest time within which 99 % of the requests are answered
	 */
	private record Start(double elapsed, double processor, double request, double slowRequest) {

	}

	/**
	 * Two starts, one after the other.
	 *
	 * @param on the one that is observed
	 * @param off the one that is not
	 */
	private record Pair(Start on, Start off) {

	}

}
