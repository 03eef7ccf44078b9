package dev.lifecycle.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.client.GateBypassClientHttpRequestInterceptor;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for calls of the application to
 * itself with a {@link RestClient}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnClass({ RestClient.class, RestClientCustomizer.class })
@ConditionalOnBean(name = "trafficGate")
public final class ServiceLifecycleRestClientAutoConfiguration {

	@Bean
	RestClientCustomizer gateBypassRestClientCustomizer(ObjectProvider<GateBypass> bypass, TrafficGate gate) {
		return (builder) -> builder
			.requestInterceptor(new GateBypassClientHttpRequestInterceptor(bypass.getObject(), gate));
	}

}
