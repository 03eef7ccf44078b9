package dev.lifecycle.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;

import dev.lifecycle.gate.reactive.WebSocketSessions;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the end of WebSocket sessions of
 * reactive applications.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnClass({ WebSocketHandlerAdapter.class, WebServerApplicationContext.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "lifecycle.shutdown.close-web-sockets", matchIfMissing = true)
@ConditionalOnBean(name = "trafficGate")
public final class ServiceLifecycleReactiveWebSocketAutoConfiguration {

	@Bean
	WebSocketSessions reactiveWebSocketSessions() {
		return new WebSocketSessions();
	}

	@Bean
	static WebSocketHandlerAdapterPostProcessor webSocketHandlerAdapterPostProcessor(
			ObjectProvider<WebSocketSessions> sessions) {
		return new WebSocketHandlerAdapterPostProcessor(sessions);
	}

}
