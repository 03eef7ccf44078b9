package dev.lifecycle.gate;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.gate.TrafficGate.State;

/**
 * Those who wait for another state without a thread. Unlike what depends on a single
 * future they can leave without a trace.
 */
final class Waiters {

	private final Set<CompletableFuture<State>> waiters = ConcurrentHashMap.newKeySet();

	private volatile @Nullable State released;

	/**
	 * Add a waiter, who leaves when its future completes or is cancelled.
	 * @return a future of the state that ends the wait
	 */
	@SuppressWarnings({ "CollectionUndefinedEquality", "FutureReturnValueIgnored" })
	CompletableFuture<State> add() {
		CompletableFuture<State> waiter = new CompletableFuture<>();
		this.waiters.add(waiter);
		waiter.whenComplete((state, failure) -> this.waiters.remove(waiter));
		State released = this.released;
		if (released != null) {
			waiter.complete(released);
		}
		return waiter;
	}

	void release(State state) {
		this.released = state;
		this.waiters.forEach((waiter) -> waiter.complete(state));
	}

}
