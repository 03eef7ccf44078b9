package dev.lifecycle.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations, and the keys of what they tell.
 *
 * @since 0.1.0
 */
public enum LifecycleObservationDocumentation implements ObservationDocumentation {

	/**
	 * A start-up, until all required services are ready.
	 */
	STARTUP {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultStartupObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { CommonKeyNames.OUTCOME, CommonKeyNames.EXCEPTION };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return StartupKeyNames.values();
		}

	},

	/**
	 * The start of a service, from the moment it may start until it is ready. Its parent
	 * is the observation of the service it waited for last, else that of the start-up.
	 */
	SERVICE_START {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultServiceStartObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return KeyName.merge(ServiceStartKeyNames.values(), CommonKeyNames.values());
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return ServiceStartHighCardinalityKeyNames.values();
		}

	};

	/**
	 * Keys of both observations with few values.
	 */
	public enum CommonKeyNames implements KeyName {

		/**
		 * How it ended: {@code success}, {@code failure} or {@code cancelled}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * Simple class name of the innermost exception, or {@code none}.
		 */
		EXCEPTION {

			@Override
			public String asString() {
				return "exception";
			}

		}

	}

	/**
	 * Keys of a start-up with many values.
	 */
	public enum StartupKeyNames implements KeyName {

		/**
		 * Short id of the start-up, as in its log lines.
		 */
		STARTUP_ID {

			@Override
			public String asString() {
				return "startup.id";
			}

		},

		/**
		 * The services that decided how long it took, first to last.
		 */
		CRITICAL_PATH {

			@Override
			public String asString() {
				return "critical.path";
			}

		}

	}

	/**
	 * Keys of a service with few values.
	 */
	public enum ServiceStartKeyNames implements KeyName {

		/**
		 * Name of the service.
		 */
		SERVICE {

			@Override
			public String asString() {
				return "service";
			}

		},

		/**
		 * Name of its phase, or {@code none}.
		 */
		PHASE {

			@Override
			public String asString() {
				return "phase";
			}

		}

	}

	/**
	 * Keys of a service with many values.
	 */
	public enum ServiceStartHighCardinalityKeyNames implements KeyName {

		/**
		 * Short id of the start-up, or {@code none}.
		 */
		STARTUP_ID {

			@Override
			public String asString() {
				return "startup.id";
			}

		},

		/**
		 * Name of the service it waited for last, or {@code none}.
		 */
		RELEASED_BY {

			@Override
			public String asString() {
				return "released.by";
			}

		},

		/**
		 * Milliseconds it had waited before.
		 */
		WAITED {

			@Override
			public String asString() {
				return "waited";
			}

		}

	}

}
