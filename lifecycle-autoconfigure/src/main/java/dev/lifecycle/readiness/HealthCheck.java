package dev.lifecycle.readiness;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that asks a Spring Boot health contributor.
 *
 * @param contributor the name of the contributor
 * @since 0.1.0
 */
public record HealthCheck(String contributor) implements ProbeFactory {

	@Override
	public String defaultName() {
		return this.contributor;
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		BeanFactory beanFactory = context.requireBeanFactory("health contributors");
		context.requireClass("org.springframework.boot.health.registry.HealthContributorRegistry",
				"org.springframework.boot:spring-boot-starter-actuator");
		HealthProbe probe = HealthProbe.find(this.contributor, beanFactory);
		if (probe == null) {
			throw new FailureAnalyzedException(
					"The readiness check of service '%s' (%s) needs the health contributor '%s', which does not exist."
						.formatted(context.service(), context.source(), this.contributor),
					"Use the name of one of the health contributors there are: " + HealthProbe.names(beanFactory)
							+ ".");
		}
		return probe;
	}

}
