package dev.lifecycle.readiness;

import java.time.Duration;
import java.util.Map;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

/**
 * Contexts for probes.
 */
final class Probes {

	static final Duration TIMEOUT = Duration.ofSeconds(30);

	private Probes() {
	}

	static ProbeContext withoutBeans() {
		return withoutBeans(TIMEOUT);
	}

	static ProbeContext withoutBeans(Duration timeout) {
		return new ProbeContext("store", "test", timeout, null, null);
	}

	static ProbeContext with(Map<String, Object> beans) {
		return with(beans, TIMEOUT);
	}

	static ProbeContext with(Map<String, Object> beans, Duration timeout) {
		return new ProbeContext("store", "test", timeout, null, new StaticListableBeanFactory(beans));
	}

}
