package dev.lifecycle.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

import dev.lifecycle.gate.ExemptPaths;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.reactive.TrafficGateWebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceLifecycleReactiveGateAutoConfiguration}.
 */
class ServiceLifecycleReactiveGateAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations
		.of(ServiceLifecycleReactiveGateAutoConfiguration.class);

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withBean("trafficGate", TrafficGate.class)
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void filterComesFirst() {
		this.contextRunner.run((context) -> assertThat(context.getBean(TrafficGateWebFilter.class).getOrder())
			.isEqualTo(Ordered.HIGHEST_PRECEDENCE));
	}

	@Test
	void filterIsAbsentWhenDisabled() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ServiceLifecycleAutoConfiguration.class,
					ServiceLifecycleReactiveGateAutoConfiguration.class))
			.withPropertyValues("lifecycle.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TrafficGateWebFilter.class));
	}

	@Test
	void filterIsAbsentInServletApplication() {
		new WebApplicationContextRunner().withBean("trafficGate", TrafficGate.class)
			.withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(TrafficGateWebFilter.class));
	}

	@Test
	void filterIsAbsentWithoutWebFlux() {
		new ApplicationContextRunner().withBean("trafficGate", TrafficGate.class)
			.withConfiguration(AUTO_CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader(DispatcherHandler.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TrafficGateWebFilter.class));
	}

	@Test
	void filterIsThereWithoutActuator() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader(PathMappedEndpoints.class.getPackageName(),
					ManagementPortType.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TrafficGateWebFilter.class)
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
	void handshakeIsRefusedPlainlyOnServerOtherThanReactorNetty() {
		this.contextRunner.withPropertyValues("lifecycle.gate.mode=reject").run((context) -> {
			MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/orders")
				.header("Upgrade", "websocket")
				.header("Connection", "Upgrade")
				.header("Sec-WebSocket-Version", "13")
				.header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
			WebFilterChain chain = (passed) -> Mono.error(new AssertionError("passed"));
			context.getBean(TrafficGateWebFilter.class).filter(exchange, chain).block();
			assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		});
	}

}
