package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the gate of reactive applications never makes an event loop wait.
 */
class EventLoopTests {

	@Test
	@Timeout(180)
	void onlyBlockingHandlerBlocksEventLoop() throws Exception {
		Process process = start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(output).isZero();
			List<String> blocked = output.lines().filter((line) -> line.startsWith("BLOCKED ")).toList();
			assertThat(blocked).anyMatch((line) -> line.contains("BlockingController"));
			assertThat(blocked).filteredOn((line) -> !line.contains("BlockingController"))
				.noneMatch((line) -> line.contains("dev.lifecycle."));
		}
		finally {
			process.destroyForcibly();
		}
	}

	private Process start() throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new ProcessBuilder(java, "-XX:+AllowRedefinitionToAddDeleteMethods", "-cp",
				System.getProperty("java.class.path"), EventLoopGuard.class.getName())
			.redirectErrorStream(true)
			.start();
	}

}
