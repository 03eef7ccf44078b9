package dev.lifecycle.readiness;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbeHttpClient}.
 */
class ProbeHttpClientTests {

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

}
