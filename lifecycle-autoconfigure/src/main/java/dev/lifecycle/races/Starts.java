package dev.lifecycle.races;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.UndeclaredDependencyException;
import dev.lifecycle.engine.ServiceComponent;

/**
 * Knows which service's start the current thread belongs to: the one the engine calls it
 * on, and those that begin inside. The latter are followed until the start-up is
 * complete. Threads of the common pool are not followed because anybody's tasks run
 * there.
 */
final class Starts {

	// Each context has its own, as it has its own services.
	@SuppressWarnings("ThreadLocalUsage")
	private final InheritableThreadLocal<@Nullable Start> current = new InheritableThreadLocal<>();

	private final BooleanSupplier complete;

	/**
	 * Create a new instance.
	 * @param complete tells whether the start-up is complete
	 */
	Starts(BooleanSupplier complete) {
		this.complete = complete;
	}

	void call(String service, ServiceComponent component) throws Exception {
		Start start = new Start(service);
		this.current.set(start);
		try {
			component.start();
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			UndeclaredDependencyException failure = start.failure();
			if (failure == null || isCause(failure, ex)) {
				throw ex;
			}
			failure.addSuppressed(ex);
		}
		finally {
			this.current.remove();
			start.markReturned();
		}
		UndeclaredDependencyException failure = start.failure();
		if (failure != null) {
			throw failure;
		}
	}

	private static boolean isCause(Throwable cause, Throwable failure) {
		Throwable candidate = failure;
		// Causes may form a circle.
		for (int i = 0; candidate != null && i < 100; i++) {
			if (candidate == cause) {
				return true;
			}
			candidate = candidate.getCause();
		}
		return false;
	}

	/**
	 * Return the start that the current thread belongs to.
	 * @return the start; {@code null} if it belongs to none
	 */
	@Nullable Start current() {
		Start start = this.current.get();
		if (start == null || start.isOver()) {
			return null;
		}
		if (start.hasReturned() && this.complete.getAsBoolean()) {
			start.end();
			return null;
		}
		return isOfCommonPool(Thread.currentThread()) ? null : start;
	}

	private static boolean isOfCommonPool(Thread thread) {
		return thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool();
	}

}
