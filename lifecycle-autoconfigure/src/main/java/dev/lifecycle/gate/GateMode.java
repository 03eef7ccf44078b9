package dev.lifecycle.gate;

/**
 * What happens to requests that arrive before start-up is complete.
 *
 * @since 0.1.0
 */
public enum GateMode {

	/**
	 * They wait, for a bounded time.
	 */
	HOLD,

	/**
	 * They are refused at once.
	 */
	REJECT,

	/**
	 * They are served by the half-started application.
	 */
	OFF

}
