package dev.lifecycle.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

import dev.lifecycle.actuate.GateMeters;
import dev.lifecycle.actuate.HistoryMeters;
import dev.lifecycle.actuate.LifecycleMeters;
import dev.lifecycle.actuate.RaceMeters;
import dev.lifecycle.context.ServicePlan;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.history.StartupHistory;
import dev.lifecycle.observation.SeparatelyMeasuredHandler;
import dev.lifecycle.races.RaceDetector;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of services, of the
 * gate, of the history of start-ups and of races.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		after = { ServiceLifecycleAutoConfiguration.class, ServiceLifecycleHistoryAutoConfiguration.class,
				ServiceLifecycleRacesAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class ServiceLifecycleMetricsAutoConfiguration {

	@Bean
	@ConditionalOnBean(name = "servicePlan")
	LifecycleMeters lifecycleMeters(ServicePlan plan, ObjectProvider<MeterRegistry> registry) {
		return new LifecycleMeters(plan.manager(), registry::getIfUnique);
	}

	@Bean
	@ConditionalOnBean(name = "servicePlan")
	@Order(0)
	SeparatelyMeasuredHandler lifecycleSeparatelyMeasuredHandler() {
		return new SeparatelyMeasuredHandler();
	}

	@Bean
	@ConditionalOnBean(name = "trafficGate")
	@ConditionalOnWebApplication
	GateMeters lifecycleGateMeters(TrafficGate gate, ObjectProvider<MeterRegistry> registry) {
		return new GateMeters(gate, registry::getIfUnique);
	}

	@Bean
	@ConditionalOnBean(name = "startupHistory")
	HistoryMeters lifecycleHistoryMeters(ServicePlan plan, StartupHistory history,
			ObjectProvider<MeterRegistry> registry) {
		return new HistoryMeters(plan.manager(), history, registry::getIfUnique);
	}

	@Bean
	@ConditionalOnBean(name = "raceDetector")
	RaceMeters lifecycleRaceMeters(RaceDetector detector, ServicePlan plan, ObjectProvider<MeterRegistry> registry) {
		return new RaceMeters(detector, plan.manager(), registry::getIfUnique);
	}

}
