package dev.lifecycle;

/**
 * How thorough a readiness check is. A check runs when its level is not above the active
 * one; the constants are in ascending order.
 *
 * @since 0.1.0
 */
public enum ValidationLevel {

	/**
	 * Cheap checks that run everywhere.
	 */
	BASIC,

	/**
	 * Checks that run from the {@code test} environment on.
	 */
	COMPREHENSIVE,

	/**
	 * Checks that run from the {@code staging} environment on.
	 */
	PRODUCTION_SIMULATION,

	/**
	 * Checks that run in production only.
	 */
	PRODUCTION;

	/**
	 * Return whether checks of this level run while {@code active} is the active level.
	 * @param active the active level
	 * @return {@code true} if this level is included
	 */
	public boolean isIncludedIn(ValidationLevel active) {
		return compareTo(active) <= 0;
	}

}
