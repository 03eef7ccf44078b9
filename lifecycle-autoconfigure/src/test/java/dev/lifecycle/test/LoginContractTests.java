package dev.lifecycle.test;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import dev.lifecycle.DependsOnService;
import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;

import static dev.lifecycle.test.ReadinessAssertions.assertThatServices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example of docs/testing.md with an application context runner.
 */
class LoginContractTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class))
		.withPropertyValues("lifecycle.monitor.interval=500ms", "lifecycle.monitor.failure-threshold=1",
				"lifecycle.monitor.max-age=1m", "lifecycle.startup.readiness-timeout=1s",
				"lifecycle.startup.retry.max-retries=0")
		.withBean("keys", TokenKeys.class)
		.withBean("login", Login.class);

	@Test
	void loginStartsAfterKeys() {
		this.runner.run((context) -> {
			assertThatServices(context).isReady().hasOnlyServices("keys", "login");
			assertThatServices(context).service("login").isRequired().dependsOn("keys");
			assertThatServices(context).service("keys").startsBefore("login");
		});
	}

	@Test
	void keysThatGetLostTakeReadinessDown() {
		this.runner.run((context) -> {
			TokenKeys keys = context.getBean(TokenKeys.class);
			keys.replace(List.of());
			assertThatServices(context).becomesNotReady(LIMIT)
				.service("keys")
				.hasFailingCheck("loaded", "No key has been loaded");
			keys.replace(List.of("k2"));
			assertThatServices(context).becomesReady(LIMIT).service("keys").hasNoFailingCheck();
		});
	}

	@Test
	void startFailsWithoutKeys() {
		this.runner.withBean("keys", TokenKeys.class, LoginContractTests::withoutKeys)
			.withAllowBeanDefinitionOverriding(true)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("loaded: No key has been loaded"));
	}

	private static TokenKeys withoutKeys() {
		TokenKeys keys = new TokenKeys();
		keys.replace(List.of());
		return keys;
	}

	@Component
	@DependsOnService("keys")
	static class Login {

	}

}
