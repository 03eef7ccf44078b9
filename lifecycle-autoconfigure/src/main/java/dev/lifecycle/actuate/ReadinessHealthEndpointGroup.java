package dev.lifecycle.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;

/**
 * Readiness group that the {@code lifecycle} contributor always belongs to.
 */
final class ReadinessHealthEndpointGroup implements HealthEndpointGroup {

	private static final String MEMBER = "lifecycle";

	private final HealthEndpointGroup delegate;

	private final HealthEndpointGroup visibility;

	ReadinessHealthEndpointGroup(HealthEndpointGroup delegate, HealthEndpointGroup visibility) {
		this.delegate = delegate;
		this.visibility = visibility;
	}

	@Override
	public boolean isMember(String name) {
		return name.equals(MEMBER) || name.startsWith(MEMBER + "/") || this.delegate.isMember(name);
	}

	@Override
	public boolean showComponents(SecurityContext securityContext) {
		return this.visibility.showComponents(securityContext);
	}

	@Override
	public boolean showDetails(SecurityContext securityContext) {
		return this.visibility.showDetails(securityContext);
	}

	@Override
	public StatusAggregator getStatusAggregator() {
		return this.delegate.getStatusAggregator();
	}

	@Override
	public HttpCodeStatusMapper getHttpCodeStatusMapper() {
		return this.delegate.getHttpCodeStatusMapper();
	}

	@Override
	public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
		return this.delegate.getAdditionalPath();
	}

}
