package dev.lifecycle.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.client.GateBypassExchangeFilterFunction;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for calls of the application to
 * itself with a {@link WebClient}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
@ConditionalOnBean(name = "trafficGate")
public final class ServiceLifecycleWebClientAutoConfiguration {

	@Bean
	WebClientCustomizer gateBypassWebClientCustomizer(ObjectProvider<GateBypass> bypass, TrafficGate gate) {
		return (builder) -> builder.filter(new GateBypassExchangeFilterFunction(bypass.getObject(), gate));
	}

}
