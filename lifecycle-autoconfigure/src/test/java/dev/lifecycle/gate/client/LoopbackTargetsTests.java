package dev.lifecycle.gate.client;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoopbackTargets}.
 */
class LoopbackTargetsTests {

	@ParameterizedTest
	@ValueSource(
			strings = { "http://localhost", "http://LocalHost:8080/x", "https://api.localhost/", "http://127.0.0.1:1",
					"http://127.255.10.99", "http://[::1]:8080/", "http://[0:0:0:0:0:0:0:1]", "http://[0000::0001]/",
					"http://[::0:1]", "http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]", "http://user@localhost/" })
	void containsWhenThisMachineThenTrue(URI uri) {
		assertThat(LoopbackTargets.contains(uri)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://example.org", "http://localhost.example.org", "http://notlocalhost",
			"http://localhost@example.org/", "http://127.0.0.1.example.org", "http://127.example.org",
			"http://128.0.0.1", "http://127.0.0.256", "http://127.0.0", "http://127.1", "http://0177.0.0.1",
			"http://2130706433", "http://127.0.0.01", "http://0.0.0.0", "http://10.0.0.1", "http://[::]",
			"http://[::2]", "http://[fe80::1]", "http://[1::1]", "http://[::ffff:10.0.0.1]", "http://under_score",
			"/relative", "mailto:me@localhost" })
	void containsWhenElsewhereOrUnclearThenFalse(URI uri) {
		assertThat(LoopbackTargets.contains(uri)).isFalse();
	}

}
