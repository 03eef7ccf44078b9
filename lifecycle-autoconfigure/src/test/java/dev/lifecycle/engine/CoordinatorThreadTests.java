package dev.lifecycle.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.lifecycle.engine.Coordinator.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CoordinatorThread}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorThreadTests {

	private final CoordinatorThread coordinator = new CoordinatorThread();

	@AfterEach
	void close() {
		this.coordinator.close();
	}

	@Test
	void executeWhenManyStepsThenInOrderOnOneDaemon() throws Exception {
		List<Integer> order = new CopyOnWriteArrayList<>();
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		for (int i = 0; i < 200; i++) {
			int step = i;
			this.coordinator.execute(() -> order.add(step));
		}
		this.coordinator.execute(() -> thread.complete(Thread.currentThread()));
		assertThat(thread.get(30, TimeUnit.SECONDS).isDaemon()).isTrue();
		assertThat(order).isSorted().hasSize(200);
	}

	@Test
	void executeWhenStepThrowsThenNextOneRuns() throws Exception {
		CompletableFuture<Void> next = new CompletableFuture<>();
		this.coordinator.execute(() -> {
			throw new StackOverflowError();
		});
		this.coordinator.execute(() -> next.complete(null));
		next.get(30, TimeUnit.SECONDS);
	}

	@Test
	void cancelWhenTimerIsDueButBehindTheCurrentStepThenItDoesNotRun() throws Exception {
		CompletableFuture<Boolean> ran = new CompletableFuture<>();
		this.coordinator.execute(() -> {
			Timer timer = this.coordinator.schedule(Duration.ZERO, () -> ran.complete(true));
			timer.cancel();
			this.coordinator.execute(() -> ran.complete(false));
		});
		assertThat(ran.get(30, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void closeWhenTimersWaitThenThreadEndsAndStepsAreRefused() throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.coordinator.execute(() -> thread.complete(Thread.currentThread()));
		this.coordinator.schedule(Duration.ofDays(1), () -> {
		});
		this.coordinator.close();
		Awaitility.await().until(() -> !thread.getNow(Thread.currentThread()).isAlive() || !thread.isDone());
		assertThat(this.coordinator.execute(() -> {
		})).isFalse();
		this.coordinator.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {
		}).cancel();
	}

}
