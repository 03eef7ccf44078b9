package dev.lifecycle.observation;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;

/**
 * Convention of the observation of a start-up. A bean of this type replaces
 * {@link DefaultStartupObservationConvention}.
 *
 * @since 0.1.0
 */
public interface StartupObservationConvention extends ObservationConvention<StartupObservationContext> {

	@Override
	default boolean supportsContext(Context context) {
		return context instanceof StartupObservationContext;
	}

}
