package dev.lifecycle.test;

import java.util.List;

import org.springframework.stereotype.Component;

import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessResult;

/**
 * The service of the examples.
 */
@Component
class TokenKeys {

	private volatile List<String> keys = List.of("k1");

	void replace(List<String> keys) {
		this.keys = keys;
	}

	@ReadinessCheck
	ReadinessResult loaded() {
		return this.keys.isEmpty() ? ReadinessResult.notReady("No key has been loaded") : ReadinessResult.ready();
	}

}
