package dev.lifecycle.context;

/**
 * What to do when a service injects another one without declaring it.
 *
 * @since 0.1.0
 */
public enum InjectionEdges {

	/**
	 * Treat it as a dependency.
	 */
	INFER,

	/**
	 * Log a warning.
	 */
	WARN,

	/**
	 * Do nothing.
	 */
	IGNORE

}
