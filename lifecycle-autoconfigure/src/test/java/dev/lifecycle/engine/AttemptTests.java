package dev.lifecycle.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.lifecycle.graph.ServiceDefinition;
import dev.lifecycle.graph.ServiceGraph;
import dev.lifecycle.testsupport.RestartableComponent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Attempt}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttemptTests {

	private final CountDownLatch abandoned = new CountDownLatch(1);

	private final CompletableFuture<Boolean> interruptedInStop = new CompletableFuture<>();

	private final CompletableFuture<String> result = new CompletableFuture<>();

	@Test
	void abandonWhenInterruptArrivesAfterStartHasReturnedThenDoesNotHitStop() throws Exception {
		Attempt attempt = attempt();
		attempt.thread.start();
		assertThat(attempt.abandon()).isTrue();
		assertThat(this.interruptedInStop.get(30, TimeUnit.SECONDS)).isFalse();
		assertThat(this.result.get(30, TimeUnit.SECONDS)).isEqualTo("late");
	}

	@Test
	void abandonWhenStartHasReturnedThenRefused() throws Exception {
		Attempt attempt = attempt();
		this.abandoned.countDown();
		attempt.thread.start();
		assertThat(this.result.get(30, TimeUnit.SECONDS)).isEqualTo("in time");
		assertThat(attempt.abandon()).isFalse();
		assertThat(this.interruptedInStop).isNotDone();
	}

	private Attempt attempt() {
		ServiceGraph graph = ServiceGraph.of(List.of(ServiceDefinition.of("a")), List.of());
		ManagedService service = new ManagedService("a", new TestComponent(), List.of(), null, null);
		return new Attempt(new EngineNode(graph.nodes().get(0), service), new TestCallbacks(),
				new Threads(SlowlyInterruptedThread::new));
	}

	private final class SlowlyInterruptedThread extends Thread {

		SlowlyInterruptedThread(Runnable task) {
			super(task);
		}

		@Override
		public void interrupt() {
			AttemptTests.this.abandoned.countDown();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
			super.interrupt();
		}

	}

	private final class TestComponent extends RestartableComponent {

		@Override
		public void start() throws Exception {
			AttemptTests.this.abandoned.await();
		}

		@Override
		public void stop(Runnable callback) {
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
			while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
				LockSupport.parkNanos(1_000_000);
			}
			AttemptTests.this.interruptedInStop.complete(Thread.currentThread().isInterrupted());
			callback.run();
		}

	}

	private final class TestCallbacks implements Attempt.Callbacks {

		@Override
		public void returned(EngineNode node, Attempt attempt, @Nullable Throwable failure) {
			AttemptTests.this.result.complete("in time");
		}

		@Override
		public void returnedLate(EngineNode node, Attempt attempt, @Nullable Throwable startFailure,
				@Nullable Throwable stopFailure) {
			AttemptTests.this.result.complete("late");
		}

	}

}
