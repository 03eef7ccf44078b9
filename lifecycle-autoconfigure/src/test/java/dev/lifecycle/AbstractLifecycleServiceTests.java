package dev.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link AbstractLifecycleService}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("FutureReturnValueIgnored")
class AbstractLifecycleServiceTests {

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	});

	private final TestService service = new TestService();

	@AfterEach
	void releaseThreads() {
		this.service.release.countDown();
		this.executor.shutdownNow();
	}

	@Test
	void startWhenCalledTwiceThenStartsOnce() {
		this.service.start();
		this.service.start();
		assertThat(this.service.calls).containsExactly("start");
		assertThat(this.service.isRunning()).isTrue();
	}

	@Test
	void stopWhenNeverStartedThenDoesNothing() {
		this.service.stop();
		assertThat(this.service.calls).isEmpty();
	}

	@Test
	void stopWhenCalledTwiceThenStopsOnce() {
		this.service.start();
		this.service.stop();
		this.service.close();
		assertThat(this.service.calls).containsExactly("start", "stop");
		assertThat(this.service.isRunning()).isFalse();
	}

	@Test
	void startWhenStoppedBeforeThenStartsAgain() {
		this.service.start();
		this.service.stop();
		this.service.start();
		assertThat(this.service.calls).containsExactly("start", "stop", "start");
	}

	@Test
	void startWhenItFailsThenThrowsAndDoesNotRun() {
		this.service.startFailure = new IllegalArgumentException("no");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(this.service::start);
		assertThat(this.service.isRunning()).isFalse();
	}

	@Test
	void stopWhenHalfStartedThenStops() {
		this.service.startFailure = new IllegalArgumentException("no");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(this.service::start);
		this.service.stop();
		this.service.stop();
		assertThat(this.service.calls).containsExactly("start", "stop");
	}

	@Test
	void startWhenHalfStartedThenStopsBefore() {
		this.service.startFailure = new IllegalArgumentException("no");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(this.service::start);
		this.service.startFailure = null;
		this.service.start();
		assertThat(this.service.calls).containsExactly("start", "stop", "start");
		assertThat(this.service.isRunning()).isTrue();
	}

	@Test
	void startWhenCleanUpOfHalfStartFailsThenTriedAgainNextTime() {
		this.service.startFailure = new IllegalArgumentException("no");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(this.service::start);
		this.service.stopFailure = new IllegalStateException("cannot stop");
		assertThatIllegalStateException().isThrownBy(this.service::start);
		this.service.stopFailure = null;
		this.service.startFailure = null;
		this.service.start();
		assertThat(this.service.calls).containsExactly("start", "stop", "stop", "start");
	}

	@Test
	void stopWhenItFailsThenThrowsAndIsStopped() {
		this.service.start();
		this.service.stopFailure = new IllegalStateException("no");
		assertThatIllegalStateException().isThrownBy(this.service::stop);
		this.service.stop();
		assertThat(this.service.calls).containsExactly("start", "stop");
	}

	@Test
	void stopWhenStartHangsThenInterruptsAndStopsIt() throws Exception {
		this.service.hang = Hang.UNTIL_INTERRUPTED;
		Future<?> start = this.executor.submit(this.service::start);
		this.service.entered.await();
		this.service.stop();
		assertThat(this.service.calls).containsExactly("start", "stop");
		assertFailed(start, InterruptedException.class);
	}

	@Test
	void stopWhenStartIgnoresInterruptionThenReturnsWithinItsLimit() throws Exception {
		this.service.hang = Hang.UNTIL_RELEASED;
		this.service.stopTimeout = Duration.ofMillis(20);
		Future<?> start = this.executor.submit(this.service::start);
		this.service.entered.await();
		this.service.stop();
		assertThat(start.isDone()).isFalse();
		assertThat(this.service.calls).containsExactly("start");
	}

	@Test
	void closeWhenStartHangsThenInterruptsItAndDoesNotWait() throws Exception {
		this.service.hang = Hang.UNTIL_RELEASED;
		this.service.stopTimeout = Duration.ofDays(1);
		Future<?> start = this.executor.submit(this.service::start);
		this.service.entered.await();
		this.service.close();
		assertThat(start.isDone()).isFalse();
		this.service.release.countDown();
		assertFailed(start, CancellationException.class);
		assertThat(this.service.calls).containsExactly("start", "stop");
		assertThat(this.service.interruptedInStart).isTrue();
	}

	@Test
	void closeWhenStopHangsThenNeitherWaitsNorInterruptsIt() throws Exception {
		this.service.stopTimeout = Duration.ofDays(1);
		this.service.start();
		this.service.hang = Hang.UNTIL_RELEASED;
		Future<?> stop = this.executor.submit(() -> this.service.stop());
		this.service.enteredStop.await();
		this.service.close();
		assertThat(stop.isDone()).isFalse();
		this.service.release.countDown();
		stop.get();
		assertThat(this.service.calls).containsExactly("start", "stop");
		assertThat(this.service.interruptedInStop).isFalse();
	}

	@Test
	void startWhenItReturnsAfterStopThenIsStoppedAtOnceWithoutInterruptFlag() throws Exception {
		this.service.hang = Hang.UNTIL_RELEASED;
		this.service.stopTimeout = Duration.ofMillis(20);
		Future<?> start = this.executor.submit(this.service::start);
		this.service.entered.await();
		this.service.stop();
		this.service.release.countDown();
		assertFailed(start, CancellationException.class);
		assertThat(this.service.calls).containsExactly("start", "stop");
		assertThat(this.service.interruptedInStop).isFalse();
		assertThat(this.service.isRunning()).isFalse();
	}

	@Test
	void startWhenItFailsAfterStopThenStopFailureIsSuppressed() throws Exception {
		this.service.hang = Hang.UNTIL_RELEASED;
		this.service.stopTimeout = Duration.ofMillis(20);
		this.service.startFailure = new IllegalArgumentException("start");
		this.service.stopFailure = new IllegalStateException("stop");
		Future<?> start = this.executor.submit(this.service::start);
		this.service.entered.await();
		this.service.stop();
		this.service.release.countDown();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(start::get)
			.havingCause()
			.isSameAs(this.service.startFailure)
			.satisfies((failure) -> assertThat(failure.getSuppressed()).containsExactly(this.service.stopFailure));
	}

	@Test
	void startWhenOneIsUnderWayThenWaitsAndStartsOnce() throws Exception {
		this.service.hang = Hang.UNTIL_RELEASED;
		Future<?> first = this.executor.submit(this.service::start);
		this.service.entered.await();
		Future<?> second = this.executor.submit(this.service::start);
		assertThat(second.isDone()).isFalse();
		this.service.release.countDown();
		first.get();
		second.get();
		assertThat(this.service.calls).containsExactly("start");
	}

	@Test
	void startWhenItWaitedAndStopCameThenDoesNotStart() throws Exception {
		this.service.hang = Hang.UNTIL_RELEASED;
		this.service.stopTimeout = Duration.ofMillis(20);
		Future<?> first = this.executor.submit(this.service::start);
		this.service.entered.await();
		CompletableFuture<Thread> waiting = new CompletableFuture<>();
		Future<?> second = this.executor.submit(() -> {
			waiting.complete(Thread.currentThread());
			this.service.start();
		});
		Awaitility.await().until(() -> waiting.get().getState() == Thread.State.WAITING);
		this.service.close();
		this.service.release.countDown();
		assertFailed(first, CancellationException.class);
		assertFailed(second, CancellationException.class);
		assertThat(this.service.calls).containsExactly("start", "stop");
	}

	@Test
	void startWhenInterruptedWhileWaitingThenGivesUpAndKeepsFlag() throws Exception {
		this.service.hang = Hang.UNTIL_RELEASED;
		this.executor.submit(this.service::start);
		this.service.entered.await();
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.service.start();
			}
			catch (CancellationException ex) {
				flag.complete(Thread.currentThread().isInterrupted());
			}
		});
		thread.start();
		thread.interrupt();
		assertThat(flag.get()).isTrue();
	}

	@Test
	void startWhenCalledInsideOnStartThenThrowsInsteadOfWaitingForItself() {
		this.service.insideStart = this.service::start;
		assertThatIllegalStateException().isThrownBy(this.service::start);
	}

	@Test
	void stopWhenCalledInsideOnStartThenStopsWhenThatReturns() {
		this.service.insideStart = this.service::stop;
		assertThatExceptionOfType(CancellationException.class).isThrownBy(this.service::start);
		assertThat(this.service.calls).containsExactly("start", "stop");
	}

	@Test
	void startAndStopWhenCalledByManyThreadsThenAlternate() throws Exception {
		List<CompletableFuture<Void>> callers = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 8; i++) {
			callers.add(CompletableFuture.runAsync(this::callAtRandom, this.executor));
		}
		CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(50, TimeUnit.SECONDS);
		this.service.stop();
		assertThat(this.service.overlaps).hasValue(0);
		for (int i = 0; i < this.service.calls.size(); i++) {
			assertThat(this.service.calls.get(i)).isEqualTo((i % 2 == 0) ? "start" : "stop");
		}
		assertThat(this.service.calls.size()).isEven();
	}

	private void callAtRandom() {
		for (int i = 0; i < 300; i++) {
			try {
				switch (ThreadLocalRandom.current().nextInt(3)) {
					case 0 -> this.service.stop();
					case 1 -> this.service.close();
					default -> this.service.start();
				}
			}
			catch (CancellationException ex) {
				Thread.interrupted();
			}
		}
	}

	private static void assertFailed(Future<?> future, Class<? extends Throwable> type) {
		ThrowingCallable get = future::get;
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(get).withCauseInstanceOf(type);
	}

	private enum Hang {

		NOT, UNTIL_INTERRUPTED, UNTIL_RELEASED

	}

	private static final class TestService extends AbstractLifecycleService {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch enteredStop = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		private final AtomicInteger inside = new AtomicInteger();

		private final AtomicInteger overlaps = new AtomicInteger();

		private volatile Hang hang = Hang.NOT;

		private volatile Duration stopTimeout = Duration.ofSeconds(30);

		private volatile Runnable insideStart = () -> {
		};

		private volatile boolean interruptedInStart;

		private volatile boolean interruptedInStop;

		private volatile @Nullable Exception startFailure;

		private volatile @Nullable Exception stopFailure;

		@Override
		protected void onStart() throws Exception {
			enter("start");
			this.entered.countDown();
			this.insideStart.run();
			if (this.hang == Hang.UNTIL_INTERRUPTED) {
				this.release.await();
			}
			if (this.hang == Hang.UNTIL_RELEASED) {
				awaitReleaseIgnoringInterruption();
				this.interruptedInStart = Thread.currentThread().isInterrupted();
			}
			this.inside.decrementAndGet();
			if (this.startFailure != null) {
				throw this.startFailure;
			}
		}

		private void awaitReleaseIgnoringInterruption() {
			boolean interrupted = false;
			while (this.release.getCount() > 0) {
				try {
					this.release.await();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		protected void onStop() throws Exception {
			enter("stop");
			this.enteredStop.countDown();
			if (this.hang == Hang.UNTIL_RELEASED) {
				awaitReleaseIgnoringInterruption();
			}
			this.interruptedInStop = Thread.currentThread().isInterrupted();
			this.inside.decrementAndGet();
			if (this.stopFailure != null) {
				throw this.stopFailure;
			}
		}

		private void enter(String call) {
			if (this.inside.incrementAndGet() > 1 && this.hang == Hang.NOT) {
				this.overlaps.incrementAndGet();
			}
			this.calls.add(call);
		}

		@Override
		protected Duration stopTimeout() {
			return this.stopTimeout;
		}

	}

}
