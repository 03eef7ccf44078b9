package dev.lifecycle.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import dev.lifecycle.actuate.RaceMeters;
import dev.lifecycle.context.ServicePlan;
import dev.lifecycle.races.RaceDetector;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of races.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		after = { ServiceLifecycleRacesAutoConfiguration.class, ServiceLifecycleMetricsAutoConfiguration.class })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(value = MeterRegistry.class, name = "raceDetector")
public final class ServiceLifecycleRacesMetricsAutoConfiguration {

	@Bean
	RaceMeters lifecycleRaceMeters(RaceDetector detector, ServicePlan plan, ObjectProvider<MeterRegistry> registry) {
		return new RaceMeters(detector, plan.manager(), registry::getIfUnique);
	}

}
