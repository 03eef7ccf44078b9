package dev.lifecycle.autoconfigure;

import io.micrometer.tracing.Tracer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

import dev.lifecycle.observation.LifecycleTracingObservationHandler;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for spans of start-ups.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration")
@ConditionalOnClass(Tracer.class)
@ConditionalOnBean(Tracer.class)
public final class ServiceLifecycleTracingAutoConfiguration {

	@Bean
	@ConditionalOnBean(name = "servicePlan")
	@Order(0)
	LifecycleTracingObservationHandler lifecycleTracingObservationHandler(Tracer tracer) {
		return new LifecycleTracingObservationHandler(tracer);
	}

}
