package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.io.StringReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the history of JVMs that end right after their start-up, several at once.
 */
@Timeout(300)
class HistoryProcessTests {

	private final List<Process> processes = new ArrayList<>();

	@TempDir
	private Path directory;

	@AfterEach
	void endProcesses() {
		this.processes.forEach(Process::destroyForcibly);
	}

	@Test
	void startupsOfProcessesThatEndAreWritten() throws Exception {
		// The first one listens, the other one does not, but nobody else gets its port.
		try (ServerSocket up = new ServerSocket(0, 50, InetAddress.getLoopbackAddress()); Socket down = new Socket()) {
			down.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			run(up.getLocalPort());
			run(down.getLocalPort());
			run(down.getLocalPort());
			assertThat(exitCodes()).containsExactly(0, 1, 1);
		}
		assertThat(outcomes()).containsExactlyInAnyOrder("success", "failure", "failure");
	}

	private List<Integer> exitCodes() throws InterruptedException {
		List<Integer> codes = new ArrayList<>();
		for (Process process : this.processes) {
			assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
			codes.add(process.exitValue());
		}
		return codes;
	}

	private List<String> outcomes() throws IOException {
		List<String> outcomes = new ArrayList<>();
		try (Stream<Path> files = Files.list(this.directory.resolve("shop"))) {
			for (Path file : files.toList()) {
				Properties startup = new Properties();
				startup.load(new StringReader(Files.readString(file)));
				outcomes.add(startup.getProperty("outcome"));
			}
		}
		return outcomes;
	}

	private void run(int port) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		this.processes.add(new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"),
				Application.class.getName(), "--spring.application.name=shop",
				"--lifecycle.history.directory=" + this.directory, "--lifecycle.services.broker.readiness-timeout=1s",
				"--lifecycle.services.broker.checks[0].tcp=127.0.0.1:" + port)
			.redirectErrorStream(true)
			.redirectOutput(Redirect.DISCARD)
			.start());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Application {

		public static void main(String[] args) {
			new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run(args);
		}

	}

}
