package dev.lifecycle.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceLifecycleGateAutoConfiguration}.
 */
class ServiceLifecycleGateAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceLifecycleGateAutoConfiguration.class,
				ServiceLifecycleServletGateAutoConfiguration.class));

	@Test
	void gateIsClosed() {
		this.contextRunner.run((context) -> assertThat(context.getBean(TrafficGate.class).isOpen()).isFalse());
	}

	@Test
	void gateOfApplicationIsUsed() {
		TrafficGate gate = new TrafficGate();
		this.contextRunner.withBean("mine", TrafficGate.class, () -> gate)
			.run((context) -> assertThat(context).getBean(TrafficGate.class).isSameAs(gate));
	}

	@Test
	void gateIsAbsentWhenDisabled() {
		this.contextRunner.withPropertyValues("lifecycle.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TrafficGate.class));
	}

	@Test
	void filterIsAbsentWithoutWebApplication() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean("trafficGateFilterRegistration"));
	}

}
