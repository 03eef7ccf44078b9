package dev.lifecycle.gate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Decides whether application traffic may pass. Closed until start-up is complete, and
 * again while the application is paused. Safe for use by many threads; while it is open a
 * request costs one volatile read.
 *
 * @since 0.1.0
 */
public final class TrafficGate {

	private volatile CompletableFuture<State> change = new CompletableFuture<>();

	private volatile State state = State.CLOSED;

	/**
	 * Return whether traffic may pass.
	 * @return {@code true} if start-up is complete
	 */
	public boolean isOpen() {
		return this.state == State.OPEN;
	}

	/**
	 * Return the state of the gate.
	 * @return the state
	 */
	public State state() {
		return this.state;
	}

	/**
	 * Wait until the gate is no longer {@link State#CLOSED closed}.
	 * @param timeout how long to wait at most
	 * @return the state of the gate after the wait
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	public State await(Duration timeout) throws InterruptedException {
		CompletableFuture<State> change = this.change;
		if (this.state != State.CLOSED) {
			return this.state;
		}
		try {
			return change.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return State.CLOSED;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Let traffic pass, waiting requests first.
	 */
	public void open() {
		change(State.OPEN);
	}

	/**
	 * Refuse all traffic, because start-up failed or the application stops; waiting
	 * requests are refused at once.
	 */
	public void fail() {
		change(State.FAILED);
	}

	/**
	 * Make traffic wait again.
	 */
	public void close() {
		if (this.state != State.CLOSED) {
			this.change = new CompletableFuture<>();
			this.state = State.CLOSED;
		}
	}

	private void change(State state) {
		this.state = state;
		this.change.complete(state);
	}

	/**
	 * State of the gate.
	 */
	public enum State {

		/**
		 * Traffic waits.
		 */
		CLOSED,

		/**
		 * Traffic passes.
		 */
		OPEN,

		/**
		 * Traffic is refused.
		 */
		FAILED

	}

}
