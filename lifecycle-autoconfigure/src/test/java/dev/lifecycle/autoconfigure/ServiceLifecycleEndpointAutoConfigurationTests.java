package dev.lifecycle.autoconfigure;

import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.actuate.LifecycleDescriber;
import dev.lifecycle.actuate.LifecycleDescriptor;
import dev.lifecycle.actuate.LifecycleDescriptor.State;
import dev.lifecycle.actuate.LifecycleEndpoint;
import dev.lifecycle.actuate.LifecycleEndpointJmxExtension;
import dev.lifecycle.actuate.LifecycleEndpointWebExtension;
import dev.lifecycle.actuate.RestartDescriptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceLifecycleEndpointAutoConfiguration}.
 */
class ServiceLifecycleEndpointAutoConfigurationTests {

	private static final String WEB = "management.endpoints.web.exposure.include=lifecycle";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceLifecycleAutoConfiguration.class,
				ServiceLifecycleEndpointAutoConfiguration.class, EndpointAutoConfiguration.class));

	@Test
	void endpointIsNotThereByDefault() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(LifecycleEndpoint.class));
	}

	@Test
	void endpointIsThereWhenExposedOverHttp() {
		this.contextRunner.withPropertyValues(WEB)
			.run((context) -> assertThat(context).hasSingleBean(LifecycleEndpoint.class)
				.hasSingleBean(LifecycleEndpointWebExtension.class)
				.doesNotHaveBean(LifecycleEndpointJmxExtension.class));
	}

	@Test
	void endpointIsThereWhenExposedOverJmx() {
		this.contextRunner
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=lifecycle")
			.run((context) -> assertThat(context).hasSingleBean(LifecycleEndpoint.class)
				.hasSingleBean(LifecycleEndpointJmxExtension.class)
				.doesNotHaveBean(LifecycleEndpointWebExtension.class));
	}

	@Test
	void endpointIsNotThereWithoutAccess() {
		this.contextRunner.withPropertyValues(WEB, "management.endpoint.lifecycle.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(LifecycleEndpoint.class));
	}

	@Test
	void endpointIsNotThereWhenDisabled() {
		this.contextRunner.withPropertyValues(WEB, "lifecycle.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LifecycleEndpoint.class));
	}

	@Test
	void endpointCanBeReplaced() {
		this.contextRunner.withPropertyValues(WEB)
			.withUserConfiguration(OwnEndpoint.class)
			.run((context) -> assertThat(context).getBeans(LifecycleEndpoint.class).containsOnlyKeys("ownEndpoint"));
	}

	@Test
	void backsOffWithoutActuator() {
		new ApplicationContextRunner().withPropertyValues(WEB)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.withUserConfiguration(Imported.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("lifecycleEndpoint"));
	}

	@Test
	void applicationWithoutServicesIsReady() {
		this.contextRunner.withPropertyValues(WEB, "lifecycle.environment=staging").run((context) -> {
			LifecycleDescriptor lifecycle = context.getBean(LifecycleEndpoint.class).lifecycle();
			assertThat(lifecycle.state()).isEqualTo(State.READY);
			assertThat(lifecycle.services()).isEmpty();
			assertThat(lifecycle.startup().timeline()).isEmpty();
			assertThat(lifecycle.environment().name()).isEqualTo("staging");
			assertThat(lifecycle.environment().origin()).isEqualTo("from 'lifecycle.environment'");
			assertThat(lifecycle.environment().timeoutMultiplier()).isEqualTo(2);
		});
	}

	@Test
	void serviceThatDoesNotRunIsNotRestarted() {
		this.contextRunner.withPropertyValues(WEB)
			.withBean("manual", ManualService.class)
			.withBean("other", OtherService.class)
			.run((context) -> {
				LifecycleEndpoint endpoint = context.getBean(LifecycleEndpoint.class);
				assertThat(endpoint.restart("manual"))
					.isEqualTo(new RestartDescriptor("manual", false, "The service does not run"));
				assertThat(endpoint.restart("other"))
					.isEqualTo(new RestartDescriptor("other", true, "The service is being restarted"));
				context.getSourceApplicationContext().start();
				assertThat(endpoint.restart("manual"))
					.isEqualTo(new RestartDescriptor("manual", true, "The service is being restarted"));
			});
	}

	@LifecycleService
	static class OtherService extends AbstractLifecycleService {

		@Override
		protected void onStart() {
			// Nothing to acquire.
		}

		@Override
		protected void onStop() {
			// Nothing to release.
		}

	}

	static class ManualService extends OtherService {

		@Override
		public boolean isAutoStartup() {
			return false;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ServiceLifecycleAutoConfiguration.class,
			ServiceLifecycleEndpointAutoConfiguration.class })
	static class Imported {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpoint {

		@Bean
		LifecycleEndpoint ownEndpoint(LifecycleManager manager) {
			return new LifecycleEndpoint(new LifecycleDescriber(manager, () -> {
				throw new IllegalStateException();
			}, () -> {
				throw new IllegalStateException();
			}, List::of, () -> null, Clock.systemUTC()), manager);
		}

	}

}
