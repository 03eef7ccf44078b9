package dev.lifecycle.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a JVM that waits, before any bean is created, for a service nobody offers.
 */
class EarlyServicesProcessTests {

	private static final int LIMIT = 120;

	// Bound, but not listening: connections are refused, and nobody else gets the port.
	private final Socket unused = new Socket();

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Void> waiting = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private @Nullable Process process;

	@BeforeEach
	void bind() throws IOException {
		this.unused.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	@AfterEach
	void release() throws IOException {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
		this.unused.close();
	}

	@Test
	void terminationWhileWaitingEndsTheApplication() throws Exception {
		Process process = run();
		this.waiting.get(LIMIT, TimeUnit.SECONDS);
		process.destroy();
		assertThat(process.waitFor(LIMIT, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(143);
		assertThat(this.output).doesNotContain("bean created");
	}

	@Test
	void serviceThatDoesNotComeFailsTheApplicationWithOneText() throws Exception {
		Process process = run("--lifecycle.services.broker.readiness-timeout=2s");
		assertThat(process.waitFor(LIMIT, TimeUnit.SECONDS)).isTrue();
		this.ended.get(LIMIT, TimeUnit.SECONDS);
		assertThat(process.exitValue()).isEqualTo(1);
		assertThat(this.output).containsOnlyOnce("APPLICATION FAILED TO START", "Description:", "Action:");
		assertThat(textAfter("Description:")).startsWith("broker: ").contains("connection refused by " + address());
		assertThat(textAfter("Action:")).startsWith("Start what should listen there")
			.contains("lifecycle.services.broker.readiness-timeout");
		assertThat(this.output).doesNotContain("bean created").noneMatch((line) -> line.startsWith("\tat "));
	}

	private String textAfter(String heading) {
		return this.output.get(this.output.indexOf(heading) + 2);
	}

	private String address() {
		return "127.0.0.1:" + this.unused.getLocalPort();
	}

	private Process run(String... arguments) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		ProcessBuilder builder = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"),
				WaitingApplication.class.getName(), "--lifecycle.services.broker.await=before-beans",
				"--lifecycle.services.broker.checks[0].tcp=" + address());
		builder.command().addAll(List.of(arguments));
		this.process = builder.redirectErrorStream(true).start();
		Thread reader = new Thread(this::read, "output");
		reader.setDaemon(true);
		reader.start();
		return this.process;
	}

	private void read() {
		try (BufferedReader reader = Objects.requireNonNull(this.process).inputReader()) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.output.add(line);
				if (line.contains("Waiting for [broker]")) {
					this.waiting.complete(null);
				}
			}
			this.ended.complete(null);
		}
		catch (IOException ex) {
			this.ended.completeExceptionally(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class WaitingApplication {

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(WaitingApplication.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.run(args);
		}

		@Bean
		Object first() {
			System.out.println("bean created");
			return new Object();
		}

	}

}
