package dev.lifecycle.gate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Decides whether application traffic may pass. Closed until start-up is complete, and
 * again while the application is paused. Safe for use by many threads; while it is open a
 * request costs one volatile read.
 *
 * @since 0.1.0
 */
public final class TrafficGate {

	private static final AtomicReferenceFieldUpdater<TrafficGate, Position> POSITION = AtomicReferenceFieldUpdater
		.newUpdater(TrafficGate.class, Position.class, "position");

	private volatile Position position = new Position(State.CLOSED);

	private final AtomicInteger waiting = new AtomicInteger();

	private final UnansweredRequests unanswered = new UnansweredRequests();

	private volatile EarlyRequestListener listener = new EarlyRequestListener() {
	};

	/**
	 * Return whether traffic may pass.
	 * @return {@code true} if start-up is complete
	 */
	public boolean isOpen() {
		return state() == State.OPEN;
	}

	/**
	 * Return the state of the gate.
	 * @return the state
	 */
	public State state() {
		return this.position.state();
	}

	/**
	 * Return how many callers wait for the gate to open.
	 * @return the number of callers inside {@link #await(Duration)}, and of those that
	 * have called {@link #awaitAsync()}
	 */
	public int waiting() {
		return this.waiting.get();
	}

	/**
	 * Wait until the gate is no longer {@link State#CLOSED closed}. A change that is
	 * reverted before the calling thread gets to run is not missed.
	 * @param timeout how long to wait at most; nothing or less does not wait
	 * @return the state that ended the wait, or {@link State#CLOSED} after the timeout
	 * and after a {@link #recheck()}
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	public State await(Duration timeout) throws InterruptedException {
		Position position = this.position;
		if (position.state() != State.CLOSED) {
			return position.state();
		}
		this.waiting.incrementAndGet();
		try {
			return position.next().get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return State.CLOSED;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	/**
	 * Wait without a thread until the gate is no longer {@link State#CLOSED closed}.
	 * @return a future of the state that ends the wait. It completes on the thread that
	 * changes the state, so what depends on it belongs on an executor; cancelling it ends
	 * the wait
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	public CompletableFuture<State> awaitAsync() {
		Position position = this.position;
		if (position.state() != State.CLOSED) {
			return CompletableFuture.completedFuture(position.state());
		}
		this.waiting.incrementAndGet();
		CompletableFuture<State> waiter = position.waiters().add();
		waiter.whenComplete((state, failure) -> this.waiting.decrementAndGet());
		return waiter;
	}

	/**
	 * Let every caller inside {@link #await(Duration)} look whether there is still a
	 * reason to wait.
	 */
	public void recheck() {
		Position previous = POSITION.getAndUpdate(this,
				(current) -> (current.state() == State.CLOSED) ? current.renewed() : current);
		if (previous.state() == State.CLOSED) {
			previous.next().complete(State.CLOSED);
		}
	}

	/**
	 * Note a request that does not pass at once, and so is owed an answer by whoever
	 * stands in front of the application.
	 */
	public void requestHeld() {
		this.unanswered.add();
	}

	/**
	 * Note that a request noted with {@link #requestHeld()} has been answered, or has
	 * been let through.
	 */
	public void requestAnswered() {
		this.unanswered.remove();
	}

	/**
	 * Set who is told what becomes of early requests.
	 * @param listener the listener, in place of the one before
	 */
	public void setListener(EarlyRequestListener listener) {
		this.listener = listener;
	}

	/**
	 * Return whom to tell what becomes of early requests.
	 * @return the listener
	 */
	public EarlyRequestListener listener() {
		return this.listener;
	}

	/**
	 * Wait until no request is held and all refused ones have been answered, so that the
	 * server can be stopped.
	 * @param timeout how long to wait at most
	 * @return {@code false} if the time is over
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	public boolean awaitAnswers(Duration timeout) throws InterruptedException {
		return this.unanswered.awaitNone(timeout);
	}

	/**
	 * Let traffic pass, waiting requests first.
	 */
	public void open() {
		moveTo(State.OPEN);
	}

	/**
	 * Refuse all traffic, because start-up failed or the application stops; waiting
	 * requests are refused at once.
	 */
	public void fail() {
		moveTo(State.FAILED);
	}

	/**
	 * Make traffic wait again.
	 */
	public void close() {
		moveTo(State.CLOSED);
	}

	private void moveTo(State state) {
		Position previous = POSITION.getAndUpdate(this,
				(current) -> (current.state() != state) ? new Position(state) : current);
		if (previous.state() != state) {
			previous.next().complete(state);
			previous.waiters().release(state);
		}
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

	/**
	 * State and future in one object, so that whoever reads one waits for the end of
	 * exactly that one. The future is for those who wait with a thread, the others are
	 * waiters.
	 */
	private record Position(State state, CompletableFuture<State> next, Waiters waiters) {

		Position(State state) {
			this(state, new CompletableFuture<>(), new Waiters());
		}

		Position renewed() {
			return new Position(this.state, new CompletableFuture<>(), this.waiters);
		}

	}

}
