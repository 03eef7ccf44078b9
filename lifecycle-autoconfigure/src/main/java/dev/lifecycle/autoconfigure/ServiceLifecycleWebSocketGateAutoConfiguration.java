package dev.lifecycle.autoconfigure;

import jakarta.servlet.Filter;
import jakarta.websocket.server.ServerContainer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.servlet.HandshakeRefusal;
import dev.lifecycle.gate.servlet.StandardHandshakeRefusal;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for WebSocket handshakes that reach
 * the gate of servlet applications.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnClass({ Filter.class, ServerContainer.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(name = "trafficGate")
public final class ServiceLifecycleWebSocketGateAutoConfiguration {

	@Bean
	@Lazy
	HandshakeRefusal handshakeRefusal(TrafficGate gate) {
		return new StandardHandshakeRefusal(gate);
	}

}
