package dev.lifecycle.autoconfigure;

import java.util.List;
import java.util.Objects;

import jakarta.servlet.Filter;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.core.Ordered;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.util.pattern.PathPattern;

import dev.lifecycle.gate.ExemptPaths;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceLifecycleServletGateAutoConfiguration}.
 */
class ServiceLifecycleServletGateAutoConfigurationTests {

	private static final String REGISTRATION = "trafficGateFilterRegistration";

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations
		.of(ServiceLifecycleServletGateAutoConfiguration.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withBean("trafficGate", TrafficGate.class)
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void filterComesFirst() {
		this.contextRunner.run((context) -> {
			FilterRegistrationBean<?> registration = context.getBean(FilterRegistrationBean.class);
			assertThat(registration.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
			assertThat(registration.isAsyncSupported()).isTrue();
			assertThat(registration.isEnabled()).isTrue();
		});
	}

	@Test
	void filterIsNotRegisteredWhenModeIsOff() {
		this.contextRunner.withPropertyValues("lifecycle.gate.mode=off")
			.run((context) -> assertThat(context.getBean(FilterRegistrationBean.class).isEnabled()).isFalse());
	}

	@Test
	void filterIsAbsentWhenDisabled() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ServiceLifecycleAutoConfiguration.class,
					ServiceLifecycleServletGateAutoConfiguration.class))
			.withPropertyValues("lifecycle.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(REGISTRATION));
	}

	@Test
	void filterIsAbsentInReactiveApplication() {
		new ReactiveWebApplicationContextRunner().withBean("trafficGate", TrafficGate.class)
			.withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(REGISTRATION));
	}

	@Test
	void filterIsAbsentWithoutServletApi() {
		new ApplicationContextRunner().withBean("trafficGate", TrafficGate.class)
			.withConfiguration(AUTO_CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader("jakarta.servlet"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(REGISTRATION));
	}

	@Test
	void filterIsAbsentWithoutFilterClass() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Filter.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(REGISTRATION));
	}

	@Test
	void filterIsAbsentWithoutSpringWeb() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(PathPattern.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(REGISTRATION));
	}

	@Test
	void filterIsThereWithoutTomcat() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Tomcat.class, TomcatServletWebServerFactory.class))
			.run((context) -> assertThat(context).hasNotFailed().hasBean(REGISTRATION));
	}

	@Test
	void filterIsThereWithoutActuator() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader(PathMappedEndpoints.class.getPackageName(),
					ManagementPortType.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean(REGISTRATION)
				.doesNotHaveBean("endpointExemptPaths"));
	}

	@Test
	void endpointsAreKnownWithoutWebMvc() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(DispatcherServletPath.class))
			.withBean(PathMappedEndpoints.class, () -> new PathMappedEndpoints("/manage", List::of))
			.run((context) -> assertThat(context.getBean("endpointExemptPaths", ExemptPaths.class).contains("/manage"))
				.isTrue());
	}

	@Test
	void unreadablePatternIsRejectedWithNameOfProperty() {
		this.contextRunner.withPropertyValues("lifecycle.gate.exclude=/a/**/b/**")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("lifecycle.gate.exclude"));
	}

	@Test
	void requestIsRefusedAtOnceWhenServerHasNoThreadToSpare() {
		this.contextRunner.withPropertyValues("server.tomcat.threads.max=1", "server.jetty.threads.max=0")
			.run((context) -> {
				MockHttpServletResponse response = new MockHttpServletResponse();
				Filter filter = Objects.requireNonNull(context.getBean(FilterRegistrationBean.class).getFilter());
				filter.doFilter(new MockHttpServletRequest("GET", "/orders"), response, new MockFilterChain());
				assertThat(response.getStatus()).isEqualTo(503);
			});
	}

}
