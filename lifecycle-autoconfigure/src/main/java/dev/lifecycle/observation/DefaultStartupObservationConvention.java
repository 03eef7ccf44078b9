package dev.lifecycle.observation;

import io.micrometer.common.KeyValues;

import dev.lifecycle.observation.LifecycleObservationDocumentation.StartupKeyNames;

/**
 * Default convention of the observation of a start-up.
 *
 * @since 0.1.0
 */
public class DefaultStartupObservationConvention implements StartupObservationConvention {

	@Override
	public String getName() {
		return "lifecycle.startup";
	}

	@Override
	public String getContextualName(StartupObservationContext context) {
		return "start-up";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(StartupObservationContext context) {
		return CommonKeyValues.of(context);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(StartupObservationContext context) {
		return KeyValues.of(StartupKeyNames.STARTUP_ID.withValue(context.getStartupId()),
				StartupKeyNames.CRITICAL_PATH.withValue(String.join(" → ", context.getCriticalPath())));
	}

}
