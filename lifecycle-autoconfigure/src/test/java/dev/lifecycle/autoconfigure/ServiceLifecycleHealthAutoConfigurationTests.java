package dev.lifecycle.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.lifecycle.actuate.LifecycleHealthEndpointGroupsPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceLifecycleHealthAutoConfiguration}.
 */
class ServiceLifecycleHealthAutoConfigurationTests {

	private static final String POST_PROCESSOR = "lifecycleHealthEndpointGroupsPostProcessor";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceLifecycleHealthAutoConfiguration.class));

	@Test
	void groupsArePostProcessed() {
		this.contextRunner
			.run((context) -> assertThat(context).hasSingleBean(LifecycleHealthEndpointGroupsPostProcessor.class));
	}

	@Test
	void groupsAreNotPostProcessedWhenDisabled() {
		this.contextRunner.withPropertyValues("lifecycle.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(POST_PROCESSOR));
	}

	@Test
	void backsOffWithoutHealth() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader(HealthEndpointGroupsPostProcessor.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(POST_PROCESSOR));
	}

	@Test
	void backsOffWithoutActuator() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(AdditionalPathsMapper.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(POST_PROCESSOR));
	}

}
