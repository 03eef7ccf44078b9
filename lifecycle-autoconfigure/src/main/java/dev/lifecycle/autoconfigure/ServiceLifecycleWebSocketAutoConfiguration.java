package dev.lifecycle.autoconfigure;

import jakarta.servlet.Filter;
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
import org.springframework.context.annotation.Lazy;

import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.servlet.HandshakeRefusal;
import dev.lifecycle.gate.servlet.StandardHandshakeRefusal;
import dev.lifecycle.gate.servlet.WebSocketSessions;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for WebSockets of servlet
 * applications: handshakes that reach the gate, and the end of sessions.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnClass({ Filter.class, ServerContainer.class, WebServerApplicationContext.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(name = "trafficGate")
public final class ServiceLifecycleWebSocketAutoConfiguration {

	@Bean
	@Lazy
	HandshakeRefusal handshakeRefusal(TrafficGate gate) {
		return new StandardHandshakeRefusal(gate);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "lifecycle.shutdown.close-web-sockets", matchIfMissing = true)
	WebSocketSessions servletWebSocketSessions(ServletContext servletContext) {
		return new WebSocketSessions(servletContext);
	}

}
