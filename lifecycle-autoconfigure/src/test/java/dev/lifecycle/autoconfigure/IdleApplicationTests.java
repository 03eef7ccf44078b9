package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.support.StandardServletEnvironment;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.StartupCompletedEvent;
import dev.lifecycle.actuate.LifecycleHealthIndicator;
import dev.lifecycle.context.ServiceLifecycleProcessor;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for applications that make no use of the starter.
 */
class IdleApplicationTests {

	// Nobody knows in advance what a JNDI directory has.
	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.remove(StandardServletEnvironment.JNDI_PROPERTY_SOURCE_NAME))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleHealthAutoConfiguration.class,
				ServiceLifecycleMetricsAutoConfiguration.class, ServiceLifecycleServletGateAutoConfiguration.class));

	@Test
	void gateAndMetersAreLeftOutWithoutServices() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			assertThat(context).doesNotHaveBean("trafficGateFilterRegistration")
				.doesNotHaveBean("lifecycleGateListener")
				.doesNotHaveBean("lifecycleMeters")
				.doesNotHaveBean(ServiceLifecycleServletGateAutoConfiguration.class);
			assertThat(context.getBean(TrafficGate.class).isOpen()).isTrue();
		});
	}

	@Test
	void questionsAboutServicesAreAnswered() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			LifecycleManager manager = context.getBean(LifecycleManager.class);
			assertThat(manager.isReady()).isTrue();
			assertThat(manager.awaitReady(Duration.ZERO)).isTrue();
			assertThat(manager.services()).isEmpty();
			assertThat(context).hasSingleBean(LifecycleHealthIndicator.class)
				.getBean("lifecycleProcessor")
				.isInstanceOf(ServiceLifecycleProcessor.class);
		});
	}

	@Test
	void startupIsReportedAsCompleted() {
		AtomicBoolean completed = new AtomicBoolean();
		this.runner.withInitializer((context) -> context.addApplicationListener((event) -> {
			if (event instanceof StartupCompletedEvent) {
				completed.set(true);
			}
		})).run((context) -> await().atMost(60, TimeUnit.SECONDS).untilTrue(completed));
	}

	@Test
	void nothingIsLeftOutWithServices() {
		this.runner.withUserConfiguration(Cache.class).run(complete());
	}

	@Test
	void nothingIsLeftOutWhenSomethingIsConfigured() {
		this.runner.withPropertyValues("lifecycle.gate.max-wait=10s").run(complete());
	}

	@Test
	void nothingIsLeftOutWhenBeanMayTurnOutToBeService() {
		this.runner.withUserConfiguration(Hidden.class).run((context) -> {
			complete().accept(context);
			assertThat(context.getBean(LifecycleManager.class).status("hidden").name()).isEqualTo("hidden");
		});
	}

	@Test
	void nothingIsLeftOutWhenSuppliedBeanMayTurnOutToBeService() {
		this.runner.withBean("supplied", Object.class, Cache::new)
			.withBean("other", Plain.class, Plain::new)
			.run(complete());
	}

	private static ContextConsumer<AssertableWebApplicationContext> complete() {
		return (context) -> assertThat(context).hasBean("trafficGateFilterRegistration")
			.hasBean("lifecycleGateListener")
			.hasBean("lifecycleMeters");
	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		String greeting() {
			return "hello";
		}

	}

	@LifecycleService
	static class Cache {

	}

	@Configuration(proxyBeanMethods = false)
	static class Hidden {

		@Bean
		Supplier<String> hidden() {
			return new Supplied();
		}

	}

	@LifecycleService
	static class Supplied implements Supplier<String> {

		@Override
		public String get() {
			return "";
		}

	}

}
