package dev.lifecycle.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import dev.lifecycle.actuate.LifecycleEndpoint;
import dev.lifecycle.actuate.page.Viewers;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the page below the
 * {@code lifecycle} endpoint.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleEndpointAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = "lifecycle.page.enabled", matchIfMissing = true)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = LifecycleEndpoint.class, exposure = EndpointExposure.WEB)
@ConditionalOnBean(LifecycleEndpoint.class)
public final class ServiceLifecyclePageAutoConfiguration {

	@Bean
	Viewers lifecyclePageViewers(Environment environment) {
		return new Viewers(new LifecycleOptionsFactory(environment).page().maxViewers());
	}

}
