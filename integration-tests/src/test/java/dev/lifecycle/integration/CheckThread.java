package dev.lifecycle.integration;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

import static org.awaitility.Awaitility.await;

/**
 * Calls a probe on a thread that must end by itself, or soon after it was interrupted.
 */
final class CheckThread {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final FutureTask<ReadinessResult> result;

	private final Thread thread;

	CheckThread(ReadinessProbe probe) {
		this.result = new FutureTask<>(probe::check);
		this.thread = new Thread(this.result, "check");
		this.thread.start();
	}

	CheckThread interruptWhileWaiting() {
		await().atMost(LONG)
			.until(() -> this.thread.getState() == Thread.State.TIMED_WAITING
					|| this.thread.getState() == Thread.State.WAITING);
		this.thread.interrupt();
		return this;
	}

	@Nullable String reason() throws Exception {
		String reason = this.result.get(LONG.toSeconds(), TimeUnit.SECONDS).reason();
		await().atMost(LONG).until(() -> !this.thread.isAlive());
		return reason;
	}

}
