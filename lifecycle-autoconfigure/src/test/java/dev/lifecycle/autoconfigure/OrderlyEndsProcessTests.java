package dev.lifecycle.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests of JVMs that end in unusual ways: a service that has started is stopped once, in
 * bounded time, and the exit code is the right one.
 */
class OrderlyEndsProcessTests {

	private static final int LIMIT = 180;

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Void> reached = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private @Nullable Process process;

	@AfterEach
	void release() {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

	@Test
	void exitInStart() throws Exception {
		assertThat(exitCode("exit-in-start")).isEqualTo(7);
		assertFirstIsStoppedOnce();
	}

	@Test
	void exitInCheck() throws Exception {
		assertThat(exitCode("exit-in-check")).isEqualTo(7);
		assertFirstIsStoppedOnce();
	}

	@Test
	void exitInStop() throws Exception {
		assertThat(exitCode("exit-in-stop")).isEqualTo(7);
		assertFirstIsStoppedOnce();
	}

	@Test
	void failureInStart() throws Exception {
		assertThat(exitCode("fail")).isEqualTo(1);
		assertFirstIsStoppedOnce();
		assertThat(this.output).containsOnlyOnce("APPLICATION FAILED TO START")
			.anyMatch((line) -> line.startsWith("second: failed by the test (1 attempt, "));
	}

	@Test
	void outOfMemoryInStart() throws Exception {
		assertThat(exitCode("out-of-memory", "-Xmx64m")).isEqualTo(1);
		assertFirstIsStoppedOnce();
		assertThat(this.output)
			.anyMatch((line) -> line.startsWith("second: OutOfMemoryError: Java heap space (1 attempt, "));
	}

	@Test
	void stackOverflowInStart() throws Exception {
		assertThat(exitCode("stack-overflow")).isEqualTo(1);
		assertFirstIsStoppedOnce();
		assertThat(this.output).anyMatch((line) -> line.startsWith("second: StackOverflowError (1 attempt, "));
	}

	@Test
	void startThatIgnoresInterruptionIsLeftBehindAndNamed() throws Exception {
		assertThat(exitCode("ignore-interruption")).isEqualTo(1);
		assertFirstIsStoppedOnce();
		assertThat(this.output).contains("These threads did not return and were left behind: lifecycle-second")
			.anyMatch((line) -> line.startsWith("second: start() did not return within "))
			.anyMatch((line) -> line.contains("OrderlyEndsProcessTests") && line.startsWith("   at "));
	}

	@Test
	void stopThatHangsIsWarnedOfWithItsStackAndTheRestIsStopped() throws Exception {
		assertThat(exitCode("hang-in-stop")).isZero();
		assertFirstIsStoppedOnce();
		assertThat(this.output)
			.anyMatch(
					(line) -> line.contains("WARN") && line.contains("Service 'second': stop() did not finish within "))
			.anyMatch((line) -> line.contains("OrderlyEndsProcessTests") && line.startsWith("   at "));
	}

	@Test
	void interruptTwice() throws Exception {
		assumeThat(isInterruptIgnored()).isFalse();
		Process process = run("wait", List.of());
		this.reached.get(LIMIT, TimeUnit.SECONDS);
		interruptTwice(process);
		assertThat(process.waitFor(LIMIT, TimeUnit.SECONDS)).isTrue();
		this.ended.get(LIMIT, TimeUnit.SECONDS);
		assertThat(process.exitValue()).isEqualTo(130);
		assertFirstIsStoppedOnce();
	}

	// Shells start background jobs like that.
	private static boolean isInterruptIgnored() throws IOException {
		Path status = Path.of("/proc/self/status");
		return !Files.exists(status) || Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("SigIgn:"))
			.anyMatch((line) -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
	}

	// Two processes would be too slow on a busy machine: the first interrupt ends it.
	private static void interruptTwice(Process process) throws Exception {
		String command = "kill -INT %1$d; kill -INT %1$d; true".formatted(process.pid());
		assertThat(new ProcessBuilder("sh", "-c", command).start().waitFor()).isZero();
	}

	private void assertFirstIsStoppedOnce() {
		assertThat(this.output).containsOnlyOnce("first started", "first stopped");
	}

	private int exitCode(String mode, String... options) throws Exception {
		Process process = run(mode, List.of(options));
		assertThat(process.waitFor(LIMIT, TimeUnit.SECONDS)).isTrue();
		this.ended.get(LIMIT, TimeUnit.SECONDS);
		return process.exitValue();
	}

	private Process run(String mode, List<String> options) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Application.class.getName(),
				"--mode=" + mode, "--lifecycle.startup.retry.max-retries=0", "--lifecycle.shutdown.timeout=5s",
				"--lifecycle.environment=production",
				"--lifecycle.services.second.start-timeout=" + ("ignore-interruption".equals(mode) ? "1s" : "60s")));
		this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		Thread reader = new Thread(this::read, "output");
		reader.setDaemon(true);
		reader.start();
		return this.process;
	}

	private void read() {
		try (BufferedReader reader = Objects.requireNonNull(this.process).inputReader()) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.output.add(line);
				if (line.equals("second started")) {
					this.reached.complete(null);
				}
			}
			this.ended.complete(null);
		}
		catch (IOException ex) {
			this.ended.completeExceptionally(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class })
	public static class Application {

		public static void main(String[] args) throws InterruptedException {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			ConfigurableApplicationContext context = application.run(args);
			if (List.of(args).contains("--mode=exit-in-stop")) {
				context.close();
			}
			if (List.of(args).contains("--mode=wait")) {
				new CountDownLatch(1).await();
			}
		}

		@Bean
		First first() {
			return new First();
		}

		@Bean
		Second second(@Value("${mode}") String mode) {
			return new Second(mode);
		}

	}

	@LifecycleService
	static class First extends AbstractLifecycleService {

		@Override
		protected void onStart() {
			System.out.println("first started");
		}

		@Override
		protected void onStop() {
			System.out.println("first stopped");
		}

	}

	@LifecycleService
	@DependsOnService("first")
	static class Second extends AbstractLifecycleService {

		private final String mode;

		Second(String mode) {
			this.mode = mode;
		}

		@Override
		protected void onStart() {
			switch (this.mode) {
				case "exit-in-start" -> System.exit(7);
				case "fail" -> throw new IllegalStateException("failed by the test");
				case "out-of-memory" -> fillMemory();
				case "stack-overflow" -> System.out.println(depth(0));
				case "ignore-interruption" -> awaitForever();
				default -> System.out.println("second started");
			}
		}

		private static void fillMemory() {
			List<long[]> memory = new ArrayList<>();
			while (memory.size() < Integer.MAX_VALUE) {
				memory.add(new long[1 << 17]);
			}
			System.out.println(memory.size());
		}

		private static int depth(int depth) {
			return (depth < 0) ? depth : depth(depth + 1) + 1;
		}

		private static void awaitForever() {
			CountDownLatch never = new CountDownLatch(1);
			while (never.getCount() > 0) {
				try {
					never.await();
				}
				catch (InterruptedException ex) {
					// That is what is tested
				}
			}
		}

		@Override
		protected void onStop() {
			switch (this.mode) {
				case "exit-in-stop" -> System.exit(7);
				case "hang-in-stop" -> awaitForever();
				default -> System.out.println("second stopped");
			}
		}

		@ReadinessCheck
		boolean ready() {
			if ("exit-in-check".equals(this.mode)) {
				System.exit(7);
			}
			return true;
		}

	}

}
