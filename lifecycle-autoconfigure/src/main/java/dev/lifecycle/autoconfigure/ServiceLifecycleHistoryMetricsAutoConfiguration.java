package dev.lifecycle.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import dev.lifecycle.actuate.HistoryMeters;
import dev.lifecycle.context.ServicePlan;
import dev.lifecycle.history.StartupHistory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of the history of
 * start-ups.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleHistoryAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, StartupHistory.class })
public final class ServiceLifecycleHistoryMetricsAutoConfiguration {

	@Bean
	HistoryMeters lifecycleHistoryMeters(ServicePlan plan, StartupHistory history,
			ObjectProvider<MeterRegistry> registry) {
		return new HistoryMeters(plan.manager(), history, registry::getIfUnique);
	}

}
