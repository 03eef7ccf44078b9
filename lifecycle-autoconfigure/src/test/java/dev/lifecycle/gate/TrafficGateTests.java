package dev.lifecycle.gate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.lifecycle.gate.TrafficGate.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TrafficGate}.
 */
@Timeout(60)
class TrafficGateTests {

	private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final TrafficGate gate = new TrafficGate();

	@AfterEach
	void shutDown() {
		this.executor.shutdownNow();
	}

	@Test
	void isClosedAtFirst() {
		assertThat(this.gate.isOpen()).isFalse();
		assertThat(this.gate.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void isOpenWhenOpened() {
		this.gate.open();
		assertThat(this.gate.isOpen()).isTrue();
	}

	@Test
	void isClosedWhenClosedAfterFailure() {
		this.gate.fail();
		this.gate.close();
		assertThat(this.gate.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void awaitWhenNotClosedReturnsAtOnce() throws Exception {
		this.gate.open();
		assertThat(this.gate.await(FOREVER)).isEqualTo(State.OPEN);
		this.gate.fail();
		assertThat(this.gate.await(FOREVER)).isEqualTo(State.FAILED);
	}

	@Test
	void awaitWhenTimeIsOverReturnsClosed() throws Exception {
		assertThat(this.gate.await(Duration.ZERO)).isEqualTo(State.CLOSED);
		assertThat(this.gate.await(Duration.ofMillis(1))).isEqualTo(State.CLOSED);
		assertThat(this.gate.waiting()).isZero();
	}

	@Test
	void awaitWhenInterruptedThrows() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.gate.await(FOREVER));
		assertThat(this.gate.waiting()).isZero();
	}

	@Test
	void awaitAsyncWhenNotClosedIsDone() {
		this.gate.open();
		assertThat(this.gate.awaitAsync()).isCompletedWithValue(State.OPEN);
		assertThat(this.gate.waiting()).isZero();
	}

	@Test
	void awaitAsyncEndsWithNextState() {
		CompletableFuture<State> first = this.gate.awaitAsync();
		CompletableFuture<State> second = this.gate.awaitAsync();
		assertThat(this.gate.waiting()).isEqualTo(2);
		this.gate.open();
		this.gate.close();
		assertThat(List.of(first, second)).allSatisfy((waiter) -> assertThat(waiter).isCompletedWithValue(State.OPEN));
		assertThat(this.gate.waiting()).isZero();
	}

	@Test
	void awaitAsyncGoesOnAfterRecheck() {
		CompletableFuture<State> waiter = this.gate.awaitAsync();
		this.gate.recheck();
		assertThat(waiter).isNotDone();
		this.gate.fail();
		assertThat(waiter).isCompletedWithValue(State.FAILED);
	}

	@Test
	void awaitAsyncWhenCancelledLeaves() {
		CompletableFuture<State> waiter = this.gate.awaitAsync();
		waiter.cancel(false);
		assertThat(this.gate.waiting()).isZero();
		this.gate.open();
		assertThat(waiter).isCancelled();
	}

	@Test
	void awaitAsyncMissesNoRacingChange() throws Exception {
		for (int round = 0; round < 20_000; round++) {
			TrafficGate gate = new TrafficGate();
			CyclicBarrier barrier = new CyclicBarrier(2);
			Future<?> opener = submit(barrier, gate::open);
			barrier.await();
			CompletableFuture<State> waiter = gate.awaitAsync();
			opener.get();
			assertThat(waiter).isCompletedWithValue(State.OPEN);
			assertThat(gate.waiting()).isZero();
		}
	}

	@Test
	void awaitAnswersWhenAllAreAnsweredReturns() throws Exception {
		this.gate.requestHeld();
		this.gate.requestHeld();
		assertThat(this.gate.awaitAnswers(Duration.ZERO)).isFalse();
		Future<Boolean> answered = this.executor.submit(() -> this.gate.awaitAnswers(FOREVER));
		this.gate.requestAnswered();
		assertThat(this.gate.awaitAnswers(Duration.ofMillis(1))).isFalse();
		this.gate.requestAnswered();
		assertThat(answered.get()).isTrue();
		assertThat(this.gate.awaitAnswers(Duration.ZERO)).isTrue();
	}

	@Test
	void failReleasesAllWaiting() throws Exception {
		List<Future<State>> waiters = startWaiters(8);
		this.gate.fail();
		for (Future<State> waiter : waiters) {
			assertThat(waiter.get()).isEqualTo(State.FAILED);
		}
	}

	@Test
	void changeThatIsRevertedAtOnceIsNotMissed() throws Exception {
		List<Future<State>> waiters = startWaiters(8);
		this.gate.open();
		this.gate.close();
		for (Future<State> waiter : waiters) {
			assertThat(waiter.get()).isEqualTo(State.OPEN);
		}
	}

	@Test
	void closingTwiceKeepsWaiting() throws Exception {
		List<Future<State>> waiters = startWaiters(1);
		this.gate.close();
		this.gate.open();
		assertThat(waiters.get(0).get()).isEqualTo(State.OPEN);
	}

	@Test
	void stateAndWaitAgreeAfterRacingChanges() throws Exception {
		for (int round = 0; round < 20_000; round++) {
			this.gate.open();
			raceToClose(this.gate::open);
			assertThat(this.gate.await(Duration.ZERO)).isEqualTo(this.gate.state());
		}
	}

	@Test
	void noWaiterIsLeftBehindByRacingChanges() throws Exception {
		AtomicBoolean done = new AtomicBoolean();
		List<Future<Boolean>> waiters = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			waiters.add(this.executor.submit(() -> waitAgainAndAgain(done)));
		}
		CyclicBarrier barrier = new CyclicBarrier(2);
		Future<?> opener = submit(barrier, () -> repeat(this.gate::open, this.gate::close));
		barrier.await();
		repeat(this.gate::fail, this.gate::close);
		opener.get();
		done.set(true);
		this.gate.open();
		for (Future<Boolean> waiter : waiters) {
			assertThat(waiter.get(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	private boolean waitAgainAndAgain(AtomicBoolean done) throws InterruptedException {
		while (!done.get()) {
			this.gate.await(FOREVER);
		}
		return true;
	}

	private void repeat(Runnable... changes) {
		for (int round = 0; round < 200_000; round++) {
			for (Runnable change : changes) {
				change.run();
			}
		}
	}

	@Test
	void waiterSeesOneOfTheRacingChanges() throws Exception {
		for (int round = 0; round < 2_000; round++) {
			TrafficGate gate = new TrafficGate();
			CyclicBarrier barrier = new CyclicBarrier(3);
			Future<State> waiter = this.executor.submit(() -> {
				barrier.await();
				return gate.await(FOREVER);
			});
			Future<?> opener = submit(barrier, gate::open);
			barrier.await();
			gate.fail();
			opener.get();
			assertThat(waiter.get()).isNotEqualTo(State.CLOSED);
		}
	}

	private void raceToClose(Runnable other) throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(2);
		Future<?> opener = submit(barrier, other);
		barrier.await();
		this.gate.close();
		opener.get();
	}

	private Future<?> submit(CyclicBarrier barrier, Runnable change) {
		Callable<Boolean> task = () -> {
			barrier.await();
			change.run();
			return true;
		};
		return this.executor.submit(task);
	}

	private List<Future<State>> startWaiters(int count) {
		List<Future<State>> waiters = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			waiters.add(this.executor.submit(() -> this.gate.await(FOREVER)));
		}
		await().atMost(30, TimeUnit.SECONDS).until(() -> this.gate.waiting() == count);
		return waiters;
	}

}
