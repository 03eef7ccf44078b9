package dev.lifecycle.readiness;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbeHttpClient}.
 */
class ProbeHttpClientTests {

	@Test
	void checksShareOneThreadWhichEndsWithTheLast() throws Exception {
		Set<Thread> before = threads();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			try (exchange) {
				exchange.sendResponseHeaders(200, -1);
			}
		});
		server.start();
		try {
			URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
			List<HttpProbe> probes = ready(new HttpCheck(url, null, null, null, Map.of()), 100);
			Set<Thread> selectors = threads();
			selectors.removeAll(before);
			selectors.removeIf((thread) -> !isSelector(thread));
			assertThat(selectors).hasSizeLessThanOrEqualTo(1);
			probes.forEach(HttpProbe::close);
		}
		finally {
			server.stop(0);
		}
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
			System.gc();
			return threads().stream().filter(Predicate.not(before::contains)).findAny().isEmpty();
		});
	}

	@Test
	void closeWhenHandshakeHangsThenDoesNotWaitForIt() throws Exception {
		try (TestPeer peer = TestPeer.silent()) {
			HttpProbe probe = (HttpProbe) new HttpCheck(URI.create("https://" + peer.address() + "/"), null, null, null,
					Map.of())
				.create(Checks.context(Checks.LONG));
			CompletableFuture<ReadinessResult> result = new CompletableFuture<>();
			Thread thread = new Thread(() -> {
				try {
					result.complete(probe.check());
				}
				catch (InterruptedException ex) {
					result.complete(ReadinessResult.notReady("interrupted"));
				}
			});
			thread.start();
			assertThat(peer.accepted.await(20, TimeUnit.SECONDS)).isTrue();
			probe.close();
			thread.interrupt();
			assertThat(result.get(20, TimeUnit.SECONDS).reason()).doesNotContain(" within ");
		}
	}

	private static List<HttpProbe> ready(HttpCheck check, int count) throws InterruptedException {
		List<HttpProbe> probes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			HttpProbe probe = (HttpProbe) check.create(Checks.context(Checks.LONG));
			assertThat(probe.check()).isEqualTo(ReadinessResult.ready());
			probes.add(probe);
		}
		return probes;
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> isSelector(thread) || thread.getName().startsWith("lifecycle-check-http-"))
			.collect(Collectors.toSet());
	}

	private static boolean isSelector(Thread thread) {
		return thread.getName().endsWith("SelectorManager");
	}

}
