package dev.lifecycle.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import reactor.core.publisher.Mono;

import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.reactive.WebSocketSessions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceLifecycleReactiveWebSocketAutoConfiguration}.
 */
class ServiceLifecycleReactiveWebSocketAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations
		.of(ServiceLifecycleReactiveWebSocketAutoConfiguration.class);

	private final WebSocketService service = (exchange, handler) -> Mono.empty();

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withBean("trafficGate", TrafficGate.class)
		.withBean(WebSocketHandlerAdapter.class, this::adapter)
		.withConfiguration(AUTO_CONFIGURATIONS);

	private WebSocketHandlerAdapter adapter() {
		WebSocketHandlerAdapter adapter = new WebSocketHandlerAdapter(this.service);
		adapter.setOrder(42);
		return adapter;
	}

	@Test
	void sessionsOfAdapterAreTracked() {
		this.contextRunner.run((context) -> {
			WebSocketHandlerAdapter adapter = context.getBean(WebSocketHandlerAdapter.class);
			assertThat(adapter.getWebSocketService()).isNotSameAs(this.service);
			assertThat(adapter.getOrder()).isEqualTo(42);
			assertThat(context.getBean(WebSocketSessions.class).isRunning()).isTrue();
		});
	}

	@Test
	void adapterOfOtherTypeIsLeftAlone() {
		WebSocketHandlerAdapter own = new WebSocketHandlerAdapter(this.service) {
		};
		new ReactiveWebApplicationContextRunner().withBean("trafficGate", TrafficGate.class)
			.withBean(WebSocketHandlerAdapter.class, () -> own)
			.withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context.getBean(WebSocketHandlerAdapter.class)).isSameAs(own));
	}

	@Test
	void sessionsAreLeftAloneIfConfigured() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.close-web-sockets=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WebSocketSessions.class));
	}

	@Test
	void sessionsAreNotTrackedInServletApplication() {
		new WebApplicationContextRunner().withBean("trafficGate", TrafficGate.class)
			.withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(WebSocketSessions.class));
	}

}
