package dev.lifecycle.autoconfigure;

import java.time.Clock;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import dev.lifecycle.context.ServicePlan;
import dev.lifecycle.observation.LifecycleObservations;
import dev.lifecycle.observation.ObservedStartups;
import dev.lifecycle.observation.ServiceStartObservationConvention;
import dev.lifecycle.observation.StartupObservationConvention;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of start-ups.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
public final class ServiceLifecycleObservationAutoConfiguration {

	@Bean
	@ConditionalOnBean(name = "servicePlan")
	LifecycleObservations lifecycleObservations(ServicePlan plan, ObservationRegistry registry,
			ObjectProvider<StartupObservationConvention> startupConvention,
			ObjectProvider<ServiceStartObservationConvention> serviceConvention) {
		return new LifecycleObservations(new ObservedStartups(registry, plan.manager(),
				startupConvention.getIfAvailable(), serviceConvention.getIfAvailable()), Clock.systemUTC());
	}

}
