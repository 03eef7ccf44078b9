package dev.lifecycle;

/**
 * State of a service. The usual way is {@link #PENDING} → {@link #WAITING} →
 * {@link #STARTING} → {@link #VALIDATING} → {@link #READY} → {@link #STOPPING} →
 * {@link #STOPPED}; {@link #FAILED} is reached from any of them. That a service is
 * <em>degraded</em> is a flag of its own, not a state.
 *
 * @since 0.1.0
 */
public enum ServiceState {

	/**
	 * Known, but not asked to start.
	 */
	PENDING,

	/**
	 * Waiting for its dependencies, its phase or a free place to start.
	 */
	WAITING,

	/**
	 * Inside {@code start()}, or between two attempts of it.
	 */
	STARTING,

	/**
	 * Started, while its readiness checks have not passed yet.
	 */
	VALIDATING,

	/**
	 * Started, and its readiness checks have passed.
	 */
	READY,

	/**
	 * Was ready and no longer is.
	 */
	NOT_READY,

	/**
	 * Being stopped, or waiting until its dependents have stopped.
	 */
	STOPPING,

	/**
	 * Stopped, or never started before the start-up ended.
	 */
	STOPPED,

	/**
	 * Could not start, did not become ready in time, lost a required dependency, or was
	 * restarted in vain as often as it may be.
	 */
	FAILED

}
