package dev.lifecycle.autoconfigure;

import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import dev.lifecycle.actuate.LifecycleDescriber;
import dev.lifecycle.actuate.LifecycleDescriptor;
import dev.lifecycle.actuate.LifecycleEndpoint;
import dev.lifecycle.actuate.LifecycleEndpointJmxExtension;
import dev.lifecycle.actuate.LifecycleEndpointWebExtension;
import dev.lifecycle.actuate.page.Viewers;
import dev.lifecycle.context.LifecycleEnvironment;
import dev.lifecycle.context.ServicePlan;
import dev.lifecycle.history.HistorySummary;
import dev.lifecycle.history.StartupHistory;
import dev.lifecycle.races.RaceDetector;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@code lifecycle} endpoint
 * and the page below it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "lifecycle.enabled", matchIfMissing = true)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(LifecycleEndpoint.class)
@ConditionalOnBean(name = "servicePlan")
public final class ServiceLifecycleEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LifecycleEndpoint lifecycleEndpoint(ServicePlan plan, ListableBeanFactory beanFactory,
			ObjectProvider<StartupHistory> history) {
		return new LifecycleEndpoint(new LifecycleDescriber(plan.manager(), plan.manager()::snapshot,
				() -> environment(plan.lifecycleEnvironment()), () -> RaceDetector.races(beanFactory),
				() -> summary(history), Clock.systemUTC()), plan.manager());
	}

	private static @Nullable HistorySummary summary(ObjectProvider<StartupHistory> provider) {
		StartupHistory history = provider.getIfAvailable();
		return (history != null) ? history.summary() : null;
	}

	private static LifecycleDescriptor.Environment environment(LifecycleEnvironment environment) {
		Duration interval = environment.monitorInterval();
		return new LifecycleDescriptor.Environment(environment.name(), environment.origin(),
				environment.timeoutMultiplier(), environment.validationLevel(),
				(interval != null) ? interval.toMillis() : null);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	LifecycleEndpointWebExtension lifecycleEndpointWebExtension(LifecycleEndpoint endpoint) {
		return new LifecycleEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.JMX)
	LifecycleEndpointJmxExtension lifecycleEndpointJmxExtension(LifecycleEndpoint endpoint) {
		return new LifecycleEndpointJmxExtension(endpoint);
	}

	@Bean
	@ConditionalOnWebApplication
	@ConditionalOnBooleanProperty(name = "lifecycle.page.enabled", matchIfMissing = true)
	@ConditionalOnAvailableEndpoint(endpoint = LifecycleEndpoint.class, exposure = EndpointExposure.WEB)
	Viewers lifecyclePageViewers(Environment environment) {
		return new Viewers(new LifecycleOptionsFactory(environment).page().maxViewers());
	}

}
