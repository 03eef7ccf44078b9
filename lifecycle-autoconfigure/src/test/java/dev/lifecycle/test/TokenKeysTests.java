package dev.lifecycle.test;

import java.util.List;

import org.junit.jupiter.api.Test;

import static dev.lifecycle.test.ReadinessAssertions.assertThat;

/**
 * The smallest example of docs/testing.md.
 */
class TokenKeysTests {

	@Test
	void notReadyWithoutKeys() {
		TokenKeys keys = new TokenKeys();
		keys.replace(List.of());
		assertThat(keys.loaded()).isNotReady().hasReason("No key has been loaded");
	}

}
