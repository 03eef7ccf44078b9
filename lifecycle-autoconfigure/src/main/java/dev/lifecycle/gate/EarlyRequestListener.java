package dev.lifecycle.gate;

import java.time.Duration;

import dev.lifecycle.gate.TrafficGate.State;

/**
 * Is told what becomes of requests that found the gate closed. Called on the threads that
 * serve them, event loops included, so implementations return at once and do not throw.
 *
 * @since 0.1.0
 */
public interface EarlyRequestListener {

	/**
	 * Called when a request goes on to the application.
	 * @param held how long it was held; zero if it was not
	 */
	default void passed(Duration held) {
	}

	/**
	 * Called when a request is refused, before it gets its answer.
	 * @param state the state of the gate
	 * @param held how long it was held; zero if it was not
	 */
	default void refused(State state, Duration held) {
	}

	/**
	 * Called when the client of a request has gone away.
	 * @param held how long the request was held; zero if it was not
	 */
	default void abandoned(Duration held) {
	}

}
