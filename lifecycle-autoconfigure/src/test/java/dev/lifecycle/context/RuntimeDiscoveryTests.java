package dev.lifecycle.context;

import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RuntimeDiscovery}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RuntimeDiscoveryTests {

	@Test
	void completeWhenRuntimeClassIsHiddenThenItsAnnotationsCount(CapturedOutput output) {
		DiscoveredServices services = complete(new Discovery(), HiddenConfiguration.class);
		assertThat(services.byName()).containsOnlyKeys("hidden", "database", "proxied", "jdkProxied");
		assertThat(Discovery.edges(services.byName().get("hidden"))).containsExactly("REQUIRED database");
		assertThat(service(services, "hidden").checks()).extracting(DiscoveredCheck::name).containsExactly("check");
		assertThat(output).contains("Declare Hidden as the type of the bean");
	}

	@Test
	void completeWhenNothingIsHiddenThenNoRecommendation(CapturedOutput output) {
		complete(new Discovery(), VisibleConfiguration.class);
		assertThat(output).doesNotContain("as the type of the bean");
	}

	@Test
	void completeWhenHiddenAnnotationsAreWrongThenFails() {
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> complete(new Discovery(), WrongConfiguration.class))
			.withMessageContaining("requires 'nowhere'");
	}

	@Test
	void completeWhenMockBeanThenNoDependencies() {
		DiscoveredServices services = complete(new Discovery(), MockConfiguration.class);
		assertThat(services.mocks()).containsExactly("chat");
		assertThat(Discovery.edges(services.byName().get("chat"))).isEmpty();
		assertThat(service(services, "chat").definition().autoStartup()).isTrue();
	}

	@Test
	void completeWhenSmartLifecycleThenItsAutoStartupCounts() {
		DiscoveredServices services = complete(new Discovery().bean("manual", Manual.class)
			.bean("plain", Hidden.class)
			.bean("database", Object.class));
		assertThat(service(services, "manual").definition().autoStartup()).isFalse();
		assertThat(service(services, "plain").definition().autoStartup()).isTrue();
	}

	private static DiscoveredServices complete(Discovery discovery, Class<?>... components) {
		return discovery.complete(InjectionEdges.IGNORE, components);
	}

	private static DiscoveredService service(DiscoveredServices services, String name) {
		return Objects.requireNonNull(services.byName().get(name));
	}

	interface Chat {

	}

	@DependsOnService("database")
	static class Hidden implements Chat {

		@ReadinessCheck
		void check() {
		}

	}

	@DependsOnService("nowhere")
	static class Wrong implements Chat {

	}

	@LifecycleService
	static class Manual implements SmartLifecycle {

		@Override
		public boolean isAutoStartup() {
			return false;
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

	@Configuration
	static class HiddenConfiguration {

		@Bean
		Chat hidden() {
			return new Hidden();
		}

		@Bean
		Object database() {
			return new Object();
		}

		@Bean
		Chat proxied() {
			ProxyFactory factory = new ProxyFactory(new Hidden());
			factory.setProxyTargetClass(true);
			return (Chat) factory.getProxy();
		}

		@Bean
		Chat jdkProxied() {
			return (Chat) new ProxyFactory(new Hidden()).getProxy();
		}

	}

	@Configuration
	static class VisibleConfiguration {

		@Bean
		Hidden visible() {
			ProxyFactory factory = new ProxyFactory(new Hidden());
			factory.setProxyTargetClass(true);
			return (Hidden) factory.getProxy();
		}

		@Bean
		Object database() {
			return new Object();
		}

	}

	@Configuration
	static class WrongConfiguration {

		@Bean
		Chat wrong() {
			return new Wrong();
		}

	}

	@Configuration
	static class MockConfiguration {

		@Bean
		@DependsOnService("manual")
		Manual chat() {
			return Mockito.mock(Manual.class);
		}

		@Bean
		Object manual() {
			return new Object();
		}

	}

}
