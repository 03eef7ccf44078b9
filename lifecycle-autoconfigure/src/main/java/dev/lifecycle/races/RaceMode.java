package dev.lifecycle.races;

/**
 * What happens when the start of a service calls another one that is not ready and that
 * it does not depend on.
 *
 * @since 0.1.0
 */
public enum RaceMode {

	/**
	 * Nothing; calls are not watched.
	 */
	OFF,

	/**
	 * It is reported.
	 */
	REPORT,

	/**
	 * It is reported, and the start of the caller fails.
	 */
	FAIL

}
