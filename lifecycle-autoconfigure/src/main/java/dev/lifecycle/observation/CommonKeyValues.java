package dev.lifecycle.observation;

import java.util.Locale;

import io.micrometer.common.KeyValues;

import dev.lifecycle.observation.LifecycleObservationDocumentation.CommonKeyNames;

/**
 * Key values that all observations have.
 */
final class CommonKeyValues {

	private CommonKeyValues() {
	}

	static KeyValues of(LifecycleObservationContext context) {
		String exception = (context.getError() instanceof MaskedException error) ? error.type()
				: LifecycleObservationContext.NONE;
		return KeyValues.of(CommonKeyNames.OUTCOME.withValue(context.getOutcome().name().toLowerCase(Locale.ROOT)),
				CommonKeyNames.EXCEPTION.withValue(exception));
	}

}
