package dev.lifecycle.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

import dev.lifecycle.context.ServicePlan;
import dev.lifecycle.races.RaceDetector;
import dev.lifecycle.races.RaceMode;
import dev.lifecycle.races.WatchedBeans;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that looks for services that call
 * others before these are ready.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "lifecycle.enabled", matchIfMissing = true)
@Conditional(RaceModes.class)
@ConditionalOnBean(name = "servicePlan")
public final class ServiceLifecycleRacesAutoConfiguration {

	private ServiceLifecycleRacesAutoConfiguration() {
	}

	@Bean
	static RaceDetector raceDetector(ServicePlan plan, Environment environment) {
		return new RaceDetector(plan.manager(), RaceModes.of(environment) == RaceMode.FAIL);
	}

	@Bean
	static WatchedBeans watchedBeans(ServicePlan plan, RaceDetector detector) {
		return new WatchedBeans(plan, detector);
	}

}
