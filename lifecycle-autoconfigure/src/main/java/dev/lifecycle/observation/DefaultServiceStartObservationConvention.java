package dev.lifecycle.observation;

import java.util.Objects;

import io.micrometer.common.KeyValues;

import dev.lifecycle.observation.LifecycleObservationDocumentation.ServiceStartHighCardinalityKeyNames;
import dev.lifecycle.observation.LifecycleObservationDocumentation.ServiceStartKeyNames;

/**
 * Default convention of the observation of the start of a service.
 *
 * @since 0.1.0
 */
public class DefaultServiceStartObservationConvention implements ServiceStartObservationConvention {

	@Override
	public String getName() {
		return "lifecycle.service.start";
	}

	@Override
	public String getContextualName(ServiceStartObservationContext context) {
		return "start " + context.getService();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ServiceStartObservationContext context) {
		String phase = Objects.requireNonNullElse(context.getPhase(), LifecycleObservationContext.NONE);
		return CommonKeyValues.of(context)
			.and(ServiceStartKeyNames.SERVICE.withValue(context.getService()),
					ServiceStartKeyNames.PHASE.withValue(phase));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ServiceStartObservationContext context) {
		String startup = Objects.requireNonNullElse(context.getStartupId(), LifecycleObservationContext.NONE);
		String releasedBy = Objects.requireNonNullElse(context.getReleasedBy(), LifecycleObservationContext.NONE);
		return KeyValues.of(ServiceStartHighCardinalityKeyNames.STARTUP_ID.withValue(startup),
				ServiceStartHighCardinalityKeyNames.RELEASED_BY.withValue(releasedBy),
				ServiceStartHighCardinalityKeyNames.WAITED.withValue(Long.toString(context.getWaited().toMillis())));
	}

}
