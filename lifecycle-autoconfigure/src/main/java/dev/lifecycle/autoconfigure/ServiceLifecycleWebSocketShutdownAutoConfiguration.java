package dev.lifecycle.autoconfigure;

import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;

import dev.lifecycle.gate.servlet.WebSocketSessions;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the end of WebSocket sessions of
 * servlet applications.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnClass({ ServletContext.class, ServerContainer.class, WebServerApplicationContext.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "lifecycle.shutdown.close-web-sockets", matchIfMissing = true)
@ConditionalOnBean(name = "trafficGate")
public final class ServiceLifecycleWebSocketShutdownAutoConfiguration {

	@Bean
	WebSocketSessions servletWebSocketSessions(ServletContext servletContext) {
		return new WebSocketSessions(servletContext);
	}

}
