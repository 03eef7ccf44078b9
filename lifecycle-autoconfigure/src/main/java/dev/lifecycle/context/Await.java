package dev.lifecycle.context;

/**
 * When an external service is waited for.
 *
 * @since 0.1.0
 */
public enum Await {

	/**
	 * In the order of the graph, before its dependents start.
	 */
	IN_ORDER,

	/**
	 * Before any bean is created, and in order once more.
	 */
	BEFORE_BEANS

}
