package dev.lifecycle.readiness;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Mono;

/**
 * Waits for what a check has promised.
 */
final class LaterResult {

	private static final boolean REACTIVE = ClassUtils.isPresent("reactor.core.publisher.Mono",
			LaterResult.class.getClassLoader());

	private LaterResult() {
	}

	/**
	 * Wait for a value that comes later. If the thread is interrupted a {@code Mono} is
	 * cancelled. A stage is not: others may wait for it too.
	 * @param result what a check has returned
	 * @return the value; the result itself if there is nothing to wait for
	 * @throws Exception if the value cannot be had
	 */
	static @Nullable Object await(@Nullable Object result) throws Exception {
		if (result instanceof CompletionStage<?> stage) {
			return get(stage.toCompletableFuture());
		}
		return (result != null && REACTIVE && Reactive.isMono(result)) ? Reactive.await(result) : result;
	}

	private static @Nullable Object get(CompletableFuture<?> future) throws Exception {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			ReflectionUtils.rethrowException((ex.getCause() != null) ? ex.getCause() : ex);
			throw new IllegalStateException("Should never get here", ex);
		}
	}

	private static final class Reactive {

		static boolean isMono(Object result) {
			return result instanceof Mono<?>;
		}

		static @Nullable Object await(Object result) throws Exception {
			CompletableFuture<?> subscription = ((Mono<?>) result).toFuture();
			try {
				return get(subscription);
			}
			finally {
				subscription.cancel(true);
			}
		}

	}

}
