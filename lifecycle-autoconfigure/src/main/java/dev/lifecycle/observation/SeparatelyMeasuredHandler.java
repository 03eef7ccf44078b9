package dev.lifecycle.observation;

import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation.Context;

/**
 * Takes the observations of start-ups off the handler that makes timers of others,
 * because there are meters of these names already, which do not need observations.
 *
 * @since 0.1.0
 */
public final class SeparatelyMeasuredHandler implements MeterObservationHandler<LifecycleObservationContext> {

	@Override
	public boolean supportsContext(Context context) {
		return context instanceof LifecycleObservationContext;
	}

}
