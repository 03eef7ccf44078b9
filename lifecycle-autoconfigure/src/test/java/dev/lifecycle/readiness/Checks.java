package dev.lifecycle.readiness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls checks.
 */
final class Checks {

	static final Duration LONG = Duration.ofSeconds(30);

	static final Duration SHORT = Duration.ofMillis(300);

	private Checks() {
	}

	static ProbeContext context(Duration timeout) {
		return new ProbeContext("auth", "lifecycle.services.auth.checks[0]", timeout, null, null);
	}

	static ReadinessResult call(ProbeFactory check, Duration timeout) throws Exception {
		ReadinessProbe probe = check.create(context(timeout));
		try {
			return probe.check();
		}
		finally {
			if (probe instanceof AutoCloseable closeable) {
				closeable.close();
			}
		}
	}

	static void assertReady(ProbeFactory check) throws Exception {
		assertThat(call(check, LONG)).isEqualTo(ReadinessResult.ready());
	}

	static void assertNotReady(ProbeFactory check, Duration timeout, String reason) throws Exception {
		assertThat(call(check, timeout)).isEqualTo(ReadinessResult.notReady(reason));
	}

	/**
	 * Call a check and interrupt it.
	 * @param check the check
	 * @param running waits until it is time to interrupt
	 * @return what ended the check
	 * @throws Exception if it did not end
	 */
	static Throwable interrupt(ProbeFactory check, Waiting running) throws Exception {
		CompletableFuture<Throwable> end = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				end.completeExceptionally(new AssertionError(call(check, LONG)));
			}
			catch (Throwable ex) {
				end.complete(ex);
			}
		});
		thread.start();
		running.await(thread);
		thread.interrupt();
		return end.get(20, TimeUnit.SECONDS);
	}

	static int closedPort() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return server.getLocalPort();
		}
	}

	interface Waiting {

		void await(Thread thread) throws Exception;

	}

}
