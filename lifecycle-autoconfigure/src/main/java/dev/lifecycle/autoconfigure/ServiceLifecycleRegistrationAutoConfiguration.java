package dev.lifecycle.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

import dev.lifecycle.context.RegistrationDeferral;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for applications that Spring Cloud
 * registers with a service registry.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnClass(value = WebServerInitializedEvent.class, name = ServiceLifecycleRegistrationAutoConfiguration.TYPE)
@ConditionalOnBean(name = "trafficGate")
public final class ServiceLifecycleRegistrationAutoConfiguration {

	static final String TYPE = "org.springframework.cloud.client.serviceregistry.AutoServiceRegistration";

	private ServiceLifecycleRegistrationAutoConfiguration() {
	}

	@Bean
	static RegistrationDeferral registrationDeferral(ResourceLoader resourceLoader) {
		return new RegistrationDeferral(ClassUtils.resolveClassName(TYPE, resourceLoader.getClassLoader()));
	}

}
