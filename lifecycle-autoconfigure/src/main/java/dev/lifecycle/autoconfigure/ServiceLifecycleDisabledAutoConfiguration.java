package dev.lifecycle.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import dev.lifecycle.context.DeclaredDependenciesPostProcessor;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for applications that switched the
 * start-up of services off: Spring's own order applies and knows the dependencies.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "lifecycle.enabled", havingValue = false)
public final class ServiceLifecycleDisabledAutoConfiguration {

	private ServiceLifecycleDisabledAutoConfiguration() {
	}

	@Bean
	static DeclaredDependenciesPostProcessor declaredDependenciesPostProcessor(Environment environment) {
		return new DeclaredDependenciesPostProcessor(environment, new LifecycleOptionsFactory(environment).services());
	}

}
