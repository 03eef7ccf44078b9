package dev.lifecycle.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * Prints what the starter adds to the start of a web application without services:
 * embedded Tomcat, Actuator health. Forks JVMs in pairs, one with the starter on its
 * class path, packed into a jar as users get it, and one without, and changes their order
 * from pair to pair.
 *
 * @since 0.1.0
 */
public final class EmptyApplicationBenchmark {

	static final String MARKER = "ready after ";

	static final Pattern NOT_NEEDED = Pattern.compile(
			"webflux|reacti|reactor|netty|jetty|websocket|messaging|mockito|byte-buddy|objenesis|junit|archunit|assert"
					+ "|awaitility|hamcrest|-test-|json-path|json-smart|accessors-smart|android-json|xmlunit|opentest4j");

	private static final int PAIRS = 30;

	private static final String CLASSES = "classes";

	private final PrintStream out;

	private EmptyApplicationBenchmark(PrintStream out) {
		this.out = out;
	}

	/**
	 * Run the benchmark.
	 * @param args the number of pairs
	 * @throws Exception if an application does not start
	 */
	public static void main(String[] args) throws Exception {
		new EmptyApplicationBenchmark(System.out).run((args.length > 0) ? Integer.parseInt(args[0]) : PAIRS);
	}

	private void run(int pairs) throws IOException, InterruptedException {
		this.out.println("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors; milliseconds as median [quartiles] of " + pairs + " pairs");
		Path directory = Files.createTempDirectory("empty-application");
		try {
			run(pairs, classPath(true) + File.pathSeparator + pack(directory.resolve("starter.jar")), classPath(false));
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	private static Path pack(Path jar) throws IOException {
		Path classes = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter((entry) -> CLASSES.equals(entry.getFileName().toString()))
			.findFirst()
			.orElseThrow();
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
				Stream<Path> files = Files.walk(classes)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
				Files.copy(file, out);
			}
		}
		return jar;
	}

	private void run(int pairs, String with, String without) throws IOException, InterruptedException {
		fork(with);
		fork(without);
		Pair[] results = new Pair[pairs];
		for (int i = 0; i < pairs; i++) {
			boolean withFirst = i % 2 == 0;
			Start first = fork(withFirst ? with : without);
			Start second = fork(withFirst ? without : with);
			results[i] = withFirst ? new Pair(first, second) : new Pair(second, first);
		}
		print("time", results, Start::elapsed);
		print("processor time", results, Start::processor);
	}

	private void print(String title, Pair[] pairs, ToDoubleFunction<Start> value) {
		this.out.printf(Locale.ROOT, "%-16swithout %-24swith %-24sdifference %s%n", title,
				Sample.of(pairs, (pair) -> value.applyAsDouble(pair.without())).format("%.0f"),
				Sample.of(pairs, (pair) -> value.applyAsDouble(pair.with())).format("%.0f"),
				Sample.of(pairs, (pair) -> value.applyAsDouble(pair.with()) - value.applyAsDouble(pair.without()))
					.format("%.1f"));
	}

	private static String classPath(boolean starter) {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter((entry) -> !NOT_NEEDED.matcher(entry.getFileName().toString()).find())
			.filter((entry) -> !CLASSES.equals(entry.getFileName().toString()))
			.filter((entry) -> starter || !entry.getFileName().toString().startsWith("spring-retry"))
			.map(Path::toString)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static Start fork(String classPath) throws IOException, InterruptedException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(List.of(java, "-cp", classPath, EmptyApplication.class.getName(),
				"--server.port=0", "--spring.main.banner-mode=off"))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output.lines()
			.filter((line) -> line.startsWith(MARKER))
			.map((line) -> line.substring(MARKER.length()).split(" "))
			.map((values) -> new Start(Double.parseDouble(values[0]), Double.parseDouble(values[1])))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(output));
	}

	/**
	 * One start.
	 *
	 * @param elapsed time from the start of the JVM until the application is ready
	 * @param processor processor time up to then
	 */
	private record Start(double elapsed, double processor) {

	}

	/**
	 * Two starts, one after the other.
	 *
	 * @param with the one with the starter
	 * @param without the one without
	 */
	private record Pair(Start with, Start without) {

	}

}
