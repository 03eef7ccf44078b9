package dev.lifecycle.races;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.UndeclaredDependencyException;

/**
 * One call of a service's {@code start()}. Threads that began inside it may keep it for
 * as long as they live, so it refers to nothing.
 */
final class Start {

	private final String service;

	private final AtomicReference<@Nullable UndeclaredDependencyException> failure = new AtomicReference<>();

	private volatile boolean returned;

	private volatile boolean over;

	Start(String service) {
		this.service = service;
	}

	String service() {
		return this.service;
	}

	void fail(UndeclaredDependencyException failure) {
		this.failure.compareAndSet(null, failure);
	}

	@Nullable UndeclaredDependencyException failure() {
		return this.failure.get();
	}

	boolean hasReturned() {
		return this.returned;
	}

	void markReturned() {
		this.returned = true;
	}

	boolean isOver() {
		return this.over;
	}

	// Nothing that follows belongs to the start.
	void end() {
		this.over = true;
	}

}
