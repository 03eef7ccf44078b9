package dev.lifecycle.autoconfigure;

import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.CorsEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebHandler;

import dev.lifecycle.actuate.LifecycleEndpoint;
import dev.lifecycle.actuate.page.ReactivePage;
import dev.lifecycle.actuate.page.Viewers;

/**
 * {@link ManagementContextConfiguration @ManagementContextConfiguration} for the page and
 * the drawings below the {@code lifecycle} endpoint in reactive applications. Operations
 * of an endpoint can neither set headers nor send events.
 *
 * @since 0.1.0
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnClass({ DispatcherHandler.class, WebEndpointProperties.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "lifecycle.enabled", matchIfMissing = true)
@ConditionalOnBean(WebEndpointsSupplier.class)
@ConditionalOnAvailableEndpoint(endpoint = LifecycleEndpoint.class, exposure = EndpointExposure.WEB)
@EnableConfigurationProperties(CorsEndpointProperties.class)
public final class ReactivePageManagementContextConfiguration {

	@Bean
	SimpleUrlHandlerMapping lifecyclePageHandlerMapping(WebEndpointsSupplier endpoints,
			WebEndpointProperties properties, CorsEndpointProperties cors, ObjectProvider<LifecycleEndpoint> endpoint,
			ObjectProvider<Viewers> viewers) {
		Map<String, WebHandler> handlers = EndpointPaths.below(endpoints, properties, endpoint,
				(source) -> ReactivePage.handlers(source, viewers.getIfAvailable()));
		SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(handlers, EndpointPaths.ORDER);
		CorsConfiguration configuration = cors.toCorsConfiguration();
		if (configuration != null) {
			mapping.setCorsConfigurations(Map.of("/**", configuration));
		}
		return mapping;
	}

}
