package dev.lifecycle.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.gate.TrafficGate;

/**
 * A web application whose only service starts when it is told to. Takes commands from
 * standard input, one a line, and answers each with a number; the end of the input is the
 * end of the application.
 *
 * @since 0.1.0
 */
@RestController
@EnableAutoConfiguration
@SpringBootConfiguration(proxyBeanMethods = false)
public class EarlyRequestsServer {

	static final String MARKER = "answer ";

	private final CountDownLatch opening = new CountDownLatch(1);

	private final AtomicInteger served = new AtomicInteger();

	/**
	 * Run the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(EarlyRequestsServer.class);
		application.addListeners((event) -> {
			if (event instanceof WebServerInitializedEvent initialized) {
				EarlyRequestsServer server = initialized.getApplicationContext().getBean(EarlyRequestsServer.class);
				TrafficGate gate = initialized.getApplicationContext().getBean(TrafficGate.class);
				Thread commands = new Thread(() -> server.obey(gate), "commands");
				commands.setDaemon(true);
				commands.start();
				answer(initialized.getWebServer().getPort());
			}
		});
		application.run(args);
	}

	private void obey(TrafficGate gate) {
		try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			for (String command = in.readLine(); command != null; command = in.readLine()) {
				answer(obey(Command.valueOf(command), gate));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Runtime.getRuntime().halt(0);
	}

	private long obey(Command command, TrafficGate gate) {
		return switch (command) {
			case HEAP -> heap();
			case WAITING -> gate.waiting();
			case SERVED -> this.served.get();
			case OPEN -> {
				this.opening.countDown();
				yield 0;
			}
		};
	}

	private static long heap() {
		System.gc();
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static void answer(long number) {
		System.out.println(MARKER + number);
	}

	@Bean
	@LifecycleService
	SlowService slowService() {
		return new SlowService(this.opening);
	}

	@GetMapping("/greeting/{number}")
	String greeting(@PathVariable("number") int number) {
		this.served.incrementAndGet();
		return EarlyRequests.greeting(number);
	}

	/**
	 * What the server can be told.
	 */
	enum Command {

		/**
		 * Collect garbage, and tell the bytes of the heap that are used.
		 */
		HEAP,

		/**
		 * Tell how many requests wait at the gate.
		 */
		WAITING,

		/**
		 * Tell how many requests were served.
		 */
		SERVED,

		/**
		 * Complete the start-up.
		 */
		OPEN

	}

	static class SlowService extends AbstractLifecycleService {

		private final CountDownLatch opening;

		SlowService(CountDownLatch opening) {
			this.opening = opening;
		}

		@Override
		protected void onStart() throws InterruptedException {
			this.opening.await();
		}

		@Override
		protected void onStop() {
		}

	}

}
