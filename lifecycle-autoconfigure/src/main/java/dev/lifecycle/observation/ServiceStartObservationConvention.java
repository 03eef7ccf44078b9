package dev.lifecycle.observation;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;

/**
 * Convention of the observation of the start of a service. A bean of this type replaces
 * {@link DefaultServiceStartObservationConvention}.
 *
 * @since 0.1.0
 */
public interface ServiceStartObservationConvention extends ObservationConvention<ServiceStartObservationContext> {

	@Override
	default boolean supportsContext(Context context) {
		return context instanceof ServiceStartObservationContext;
	}

}
