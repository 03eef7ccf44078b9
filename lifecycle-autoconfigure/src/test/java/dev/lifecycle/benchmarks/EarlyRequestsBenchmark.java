package dev.lifecycle.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.sun.management.UnixOperatingSystemMXBean;
import org.awaitility.Awaitility;

import dev.lifecycle.benchmarks.EarlyRequestsServer.Command;

/**
 * Sends many requests to an application that still starts, lets it complete its start-up
 * when all of them are held, and prints what a held request takes of the heap. Fails if
 * one of them is not answered with status 200 after that, and once. Server and clients
 * are processes of their own.
 *
 * @since 0.1.0
 */
public final class EarlyRequestsBenchmark {

	private static final int REQUESTS = 10_000;

	private static final int OTHER_FILES = 500;

	private static final int VIRTUAL_THREADS = 21;

	private static final List<String> COMMON_PROPERTIES = List.of("server.port=0", "server.address=127.0.0.1",
			"lifecycle.gate.max-held=%d", "lifecycle.gate.max-wait=2m", "lifecycle.startup.start-timeout=2m",
			"spring.main.banner-mode=off");

	private static final Server TOMCAT = new Server("Tomcat, virtual threads", "jetty|reactor|netty|webflux",
			List.of("spring.main.web-application-type=servlet", "spring.threads.virtual.enabled=true",
					"server.tomcat.max-connections=%d", "server.tomcat.accept-count=1000",
					"server.tomcat.connection-timeout=2m"));

	private static final Server NETTY = new Server("Netty", "jetty|tomcat|servlet|webmvc",
			List.of("spring.main.web-application-type=reactive"));

	private final PrintStream out;

	private final int requests;

	private EarlyRequestsBenchmark(PrintStream out, int requests) {
		this.out = out;
		this.requests = requests;
	}

	/**
	 * Run the benchmark.
	 * @param args the number of requests
	 * @throws IOException if a request is lost
	 */
	public static void main(String[] args) throws IOException {
		int requests = (args.length > 0) ? Integer.parseInt(args[0]) : REQUESTS;
		new EarlyRequestsBenchmark(System.out, requests).run();
	}

	private void run() throws IOException {
		checkFiles();
		this.out.println("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors; " + this.requests + " requests");
		if (Runtime.version().feature() >= VIRTUAL_THREADS) {
			measure(TOMCAT);
		}
		else {
			this.out
				.println("Tomcat is left out: on platform threads it holds half as many requests as it has threads");
		}
		measure(NETTY);
	}

	private void checkFiles() {
		if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
			int needed = this.requests + OTHER_FILES;
			long allowed = system.getMaxFileDescriptorCount();
			if (allowed < needed) {
				throw new IllegalStateException(
						this.requests + " connections need " + needed + " open files in each process, and " + allowed
								+ " are allowed: run 'ulimit -n " + needed + "' before");
			}
		}
	}

	private void measure(Server server) throws IOException {
		try (ServerProcess process = new ServerProcess(Pattern.compile(server.notNeeded()),
				server.arguments(this.requests)); EarlyRequests clients = new EarlyRequests(process.port())) {
			long idle = process.ask(Command.HEAP);
			clients.connect(this.requests);
			long connected = process.ask(Command.HEAP);
			clients.send();
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> process.ask(Command.WAITING) == this.requests);
			long held = process.ask(Command.HEAP);
			check(clients.answered() == 0, "A request was answered before the start-up was complete");
			long begin = System.nanoTime();
			process.ask(Command.OPEN);
			int greeted = clients.receive();
			double seconds = (System.nanoTime() - begin) / 1e9;
			check(greeted == this.requests,
					greeted + " requests were answered with 200, and one with " + clients.answer());
			check(process.ask(Command.SERVED) == this.requests, "A request was served more than once");
			this.out.printf(Locale.ROOT,
					"%s: all held, all answered with 200 within %.1f s; bytes of heap per connection %d, per held request %d%n",
					server.name(), seconds, (connected - idle) / this.requests, (held - connected) / this.requests);
		}
	}

	private static void check(boolean condition, String otherwise) {
		if (!condition) {
			throw new IllegalStateException(otherwise);
		}
	}

	/**
	 * A kind of server.
	 *
	 * @param name its name
	 * @param notNeeded pattern of the libraries it has to do without
	 * @param properties configuration, in which %d stands for the number of requests
	 */
	private record Server(String name, String notNeeded, List<String> properties) {

		List<String> arguments(int requests) {
			return Stream.concat(this.properties.stream(), COMMON_PROPERTIES.stream())
				.map((property) -> "--" + property.formatted(requests))
				.toList();
		}

	}

}
