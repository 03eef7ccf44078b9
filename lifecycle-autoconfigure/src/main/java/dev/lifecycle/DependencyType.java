package dev.lifecycle;

/**
 * How much a service depends on another one.
 *
 * @since 0.1.0
 */
public enum DependencyType {

	/**
	 * The dependent starts only when the dependency is {@link ServiceState#READY READY}.
	 * If the dependency fails, the dependent fails with that cause.
	 */
	REQUIRED,

	/**
	 * The dependent waits until the dependency is {@link ServiceState#READY READY}, has
	 * failed, is absent, or the timeout of the edge is over. It then starts anyway and is
	 * <em>degraded</em> until the dependency is ready.
	 */
	OPTIONAL,

	/**
	 * An ordering wish. The dependent waits only until the {@code start()} of the
	 * dependency has returned or failed, never degrades, and the edge is dropped if it
	 * would close a cycle.
	 */
	SOFT

}
