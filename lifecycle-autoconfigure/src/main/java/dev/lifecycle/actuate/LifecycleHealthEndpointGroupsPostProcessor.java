package dev.lifecycle.actuate;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Makes the {@code lifecycle} health contributor a member of the readiness group,
 * whatever that group is configured to include or exclude. The group of Boot, which shows
 * nothing, follows the settings of the health endpoint; a group that the application
 * configures keeps its own.
 *
 * @since 0.1.0
 */
@Order(Ordered.LOWEST_PRECEDENCE)
public final class LifecycleHealthEndpointGroupsPostProcessor implements HealthEndpointGroupsPostProcessor {

	private static final String READINESS_PROPERTIES = "management.endpoint.health.group."
			+ ReadinessHealthEndpointGroups.READINESS;

	private final Environment environment;

	/**
	 * Create a post-processor.
	 * @param environment the environment that tells whether the application configures a
	 * readiness group
	 */
	public LifecycleHealthEndpointGroupsPostProcessor(Environment environment) {
		this.environment = environment;
	}

	@Override
	public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
		HealthEndpointGroup readiness = groups.get(ReadinessHealthEndpointGroups.READINESS);
		if (readiness == null) {
			return groups;
		}
		HealthEndpointGroup visibility = isConfigured() ? readiness : groups.getPrimary();
		return new ReadinessHealthEndpointGroups(groups, new ReadinessHealthEndpointGroup(readiness, visibility));
	}

	private boolean isConfigured() {
		return Binder.get(this.environment)
			.bind(READINESS_PROPERTIES, Bindable.mapOf(String.class, Object.class))
			.isBound();
	}

}
