package dev.lifecycle.autoconfigure;

import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import dev.lifecycle.actuate.LifecycleHealthEndpointGroupsPostProcessor;
import dev.lifecycle.actuate.LifecycleHealthIndicator;
import dev.lifecycle.context.ServicePlan;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of services.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class,
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnBooleanProperty(name = "lifecycle.enabled", matchIfMissing = true)
@ConditionalOnClass({ AdditionalPathsMapper.class, HealthEndpointGroupsPostProcessor.class })
public final class ServiceLifecycleHealthAutoConfiguration {

	@Bean
	LifecycleHealthEndpointGroupsPostProcessor lifecycleHealthEndpointGroupsPostProcessor(Environment environment) {
		return new LifecycleHealthEndpointGroupsPostProcessor(environment);
	}

	@Bean
	@ConditionalOnMissingBean(name = "lifecycleHealthIndicator", search = SearchStrategy.CURRENT)
	@ConditionalOnBean(name = "servicePlan")
	LifecycleHealthIndicator lifecycleHealthIndicator(ServicePlan plan) {
		return new LifecycleHealthIndicator(plan.manager()::snapshot);
	}

}
