package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.EngineSettings.Monitoring;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the checks that are repeated after the start.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class MonitorTests {

	private static final Duration INTERVAL = EngineFixture.INTERVAL;

	private static final String THREAD = "lifecycle-db-check-ping";

	private final EngineFixture fixture = new EngineFixture();

	private @Nullable String problem;

	private int calls;

	@Test
	void checkWhenStartedThenRepeatedOncePerInterval() {
		begin();
		assertThat(this.calls).isOne();
		for (int i = 1; i <= 100; i++) {
			this.fixture.advance(INTERVAL);
		}
		assertThat(this.calls).isBetween(100, 130);
	}

	@Test
	void checkWhenItCountsAtStartOnlyThenNotRepeated() {
		this.fixture.service("db").check("db", "ping", this::ping).begin();
		this.fixture.advance(INTERVAL.multipliedBy(10));
		assertThat(this.calls).isOne();
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	@Test
	void checkWhenItFailsOftenEnoughThenNotReadyUntilItPasses() {
		begin();
		this.problem = "replica lag, password=abc";
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
		this.fixture.advance(INTERVAL.multipliedBy(2));
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.NOT_READY);
		assertThat(this.fixture.status("db").failingCheck()).isEqualTo("ping: replica lag, password=******");
		assertThat(this.fixture.isReady()).isFalse();
		assertThat(this.fixture.engine().snapshot().complete()).isTrue();
		this.problem = null;
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.status("db").failingCheck()).isNull();
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void failuresWhenInterruptedBySuccessThenCountedAnew() {
		this.fixture.monitoring(new Monitoring(2, 1, null, 10));
		begin();
		for (int i = 0; i < 10; i++) {
			this.problem = "flapping";
			int before = this.calls;
			while (this.calls == before) {
				this.fixture.advance(Duration.ofMillis(100));
			}
			this.problem = null;
			before = this.calls;
			while (this.calls == before) {
				this.fixture.advance(Duration.ofMillis(100));
			}
		}
		assertThat(this.fixture.log).doesNotContain("db NOT_READY");
	}

	@Test
	void successThresholdWhenSeveralThenReadyOnlyAfterThem() {
		this.fixture.monitoring(new Monitoring(1, 3, null, 10));
		begin();
		this.problem = "down";
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.NOT_READY);
		this.problem = null;
		this.calls = 0;
		while (this.calls < 3) {
			assertThat(this.fixture.state("db")).isEqualTo(ServiceState.NOT_READY);
			this.fixture.advance(Duration.ofMillis(100));
		}
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
	}

	@Test
	void reasonWhenItChangesThenShown() {
		this.fixture.monitoring(new Monitoring(1, 1, null, 10));
		begin();
		this.problem = "first";
		this.fixture.advance(INTERVAL);
		this.problem = "second";
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.status("db").failingCheck()).isEqualTo("ping: second");
		assertThat(this.fixture.log).containsOnlyOnce("db NOT_READY");
	}

	@Test
	void checkWhenHungThenFailsEachIntervalWithOneCall() {
		begin();
		this.fixture.hold(THREAD);
		this.fixture.advance(INTERVAL.multipliedBy(3).plusSeconds(5));
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.NOT_READY);
		this.fixture.advance(INTERVAL.multipliedBy(100));
		assertThat(this.fixture.threadsNamed(THREAD)).isEqualTo(2);
		assertThat(this.fixture.status("db").failingCheck()).isEqualTo("ping: an earlier call has still not returned");
		this.fixture.release(THREAD);
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
	}

	@Test
	void hungChecksWhenMoreThanMayRunThenOthersStillRun() {
		this.fixture.monitoring(new Monitoring(3, 1, null, 2));
		for (String name : List.of("a", "b", "c")) {
			this.fixture.service(name).watched(name, "ping", ReadinessResult::ready);
		}
		begin();
		List.of("a", "b", "c").forEach((name) -> this.fixture.hold("lifecycle-" + name + "-check-ping"));
		this.fixture.advance(INTERVAL.multipliedBy(10));
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.NOT_READY);
		assertThat(this.fixture.state("c")).isEqualTo(ServiceState.NOT_READY);
		assertThat(this.calls).isGreaterThanOrEqualTo(10);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
	}

	@Test
	void checksWhenManyThenOnlySomeAtTheSameTime() {
		this.fixture.monitoring(new Monitoring(3, 1, null, 2));
		List<String> names = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			names.add("s" + i);
			this.fixture.service("s" + i).watched("s" + i, "ping", ReadinessResult::ready);
		}
		this.fixture.begin();
		int before = this.fixture.threads.size();
		names.forEach((name) -> this.fixture.hold("lifecycle-" + name + "-check-ping"));
		while (this.fixture.threads.size() == before) {
			this.fixture.advance(Duration.ofMillis(1));
		}
		this.fixture.advance(Duration.ofSeconds(4));
		assertThat(this.fixture.threads).hasSize(before + 2);
	}

	@Test
	void checkThatIsNotCriticalWhenItFailsThenDegraded() {
		this.fixture.service("db")
			.check("db", new ContractCheck("lag", Duration.ofSeconds(5), this::ping, null, false, INTERVAL));
		this.problem = "60 s behind";
		CompletableFuture<?> outcome = this.fixture.begin();
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.status("db").degradedBecause()).containsExactly("lag: 60 s behind");
		assertThat(this.fixture.isReady()).isTrue();
		this.problem = null;
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.status("db").degraded()).isFalse();
		this.problem = "70 s behind";
		this.fixture.advance(INTERVAL.multipliedBy(3));
		assertThat(this.fixture.status("db").degradedBecause()).containsExactly("lag: 70 s behind");
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.log).containsSubsequence("db degraded [lag: 60 s behind]", "db degraded []",
				"db degraded [lag: 70 s behind]");
	}

	@Test
	void checkThatIsNotCriticalWhenItCountsAtStartOnlyThenKeepsItsResult() {
		this.fixture.service("db")
			.check("db",
					new ContractCheck("license", Duration.ofSeconds(5), () -> ReadinessResult.notReady("expires soon"),
							null, false, null))
			.watched("db", "ping", this::ping)
			.begin();
		this.problem = "down";
		this.fixture.advance(INTERVAL.multipliedBy(3));
		this.problem = null;
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.status("db").degradedBecause()).containsExactly("license: expires soon");
	}

	@Test
	void optionalDependencyWhenNotReadyThenDependentsAreDegraded() {
		this.fixture.optional("cache").watched("cache", "ping", this::ping);
		this.fixture.service("web", Dependency.on("cache", DependencyType.OPTIONAL)).begin();
		this.problem = "down";
		this.fixture.advance(INTERVAL.multipliedBy(3));
		assertThat(this.fixture.state("cache")).isEqualTo(ServiceState.NOT_READY);
		assertThat(this.fixture.status("web").degradedBecause())
			.containsExactly("optional service 'cache' is not ready");
		assertThat(this.fixture.isReady()).isTrue();
		this.problem = null;
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.status("web").degraded()).isFalse();
	}

	@Test
	void snapshotWhenNotCheckedForTooLongThenNotReady() {
		begin();
		this.fixture.coordinator.stall(INTERVAL.multipliedBy(3));
		assertThat(this.fixture.isReady()).isTrue();
		this.fixture.coordinator.stall(INTERVAL);
		assertThat(this.fixture.isReady()).isFalse();
		assertThat(this.fixture.status("db").state()).isEqualTo(ServiceState.NOT_READY);
		assertThat(this.fixture.status("db").failingCheck()).isEqualTo("ping: last checked 40.0 s ago");
		assertThat(this.fixture.engine().status("db")).isEqualTo(this.fixture.status("db"));
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void stopWhenWatchedThenNoMoreChecks() {
		begin();
		this.fixture.stop();
		this.calls = 0;
		this.fixture.advance(INTERVAL.multipliedBy(10));
		assertThat(this.calls).isZero();
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	@Test
	void stopWhenCheckRunsThenInterruptedAndItsAnswerIgnored() {
		begin();
		this.fixture.hold(THREAD);
		this.fixture.advance(INTERVAL);
		this.fixture.stop();
		this.fixture.release(THREAD);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.STOPPED);
		assertThat(this.calls).isOne();
	}

	@Test
	void stopOfOtherServicesWhenWatchedThenChecksRestUntilTheyStartAgain() {
		this.fixture.service("web");
		begin();
		this.fixture.stop("web");
		this.calls = 0;
		this.fixture.advance(INTERVAL.multipliedBy(10));
		assertThat(this.calls).isZero();
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
		this.fixture.begin(List.of("web"));
		this.fixture.advance(INTERVAL);
		assertThat(this.calls).isPositive();
	}

	@Test
	void restartWhenNotReadyThenReadyAgainAndWatched() {
		begin();
		this.problem = "down";
		this.fixture.advance(INTERVAL.multipliedBy(3));
		CompletableFuture<?> restart = this.fixture.engine().restart("db", true);
		this.problem = null;
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(restart).isCompleted();
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
		this.problem = "down again";
		this.fixture.advance(INTERVAL.multipliedBy(3));
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.NOT_READY);
	}

	@Test
	void restartWhenCallHangsThenCheckIsNotCalledAgainBeforeItReturns() {
		begin();
		this.fixture.hold(THREAD);
		this.fixture.advance(INTERVAL);
		long threads = this.fixture.threadsNamed(THREAD);
		this.fixture.engine().restart("db", true);
		this.fixture.advance(Duration.ofSeconds(20));
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.VALIDATING);
		assertThat(this.fixture.threadsNamed(THREAD)).isEqualTo(threads);
		this.fixture.release(THREAD);
		this.fixture.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
	}

	@Test
	void threadWhenThereIsNoneThenCheckFails() {
		begin();
		this.fixture.threadFactory((task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		this.fixture.advance(INTERVAL.multipliedBy(3));
		assertThat(this.fixture.status("db").failingCheck())
			.isEqualTo("ping: OutOfMemoryError: unable to create native thread");
		this.fixture.threadFactory(this.fixture::thread);
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
	}

	@Test
	void startOfAnotherServiceWhenNotReadyThenWaitsUntilReadyAgain() {
		this.fixture.service("web", Dependency.on("db"));
		this.fixture.service("db").watched("db", "ping", this::ping).begin(List.of("db"));
		this.problem = "down";
		this.fixture.advance(INTERVAL.multipliedBy(3));
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.NOT_READY);
		CompletableFuture<?> outcome = this.fixture.begin(List.of("web"));
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.pending).contains("'db' is NOT_READY (ping: down)");
		this.problem = null;
		this.fixture.advance(INTERVAL);
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.isReady()).isTrue();
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.READY);
	}

	@Test
	void readinessWhenLostDuringStartThenStartCompletesOnlyWithIt() {
		this.fixture.monitoring(new Monitoring(1, 1, null, 10));
		this.fixture.service("web").hold("lifecycle-web");
		CompletableFuture<?> outcome = this.fixture.service("db").watched("db", "ping", this::ping).begin();
		this.problem = "down";
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.NOT_READY);
		this.fixture.release("lifecycle-web");
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.READY);
		assertThat(outcome).isNotDone();
		this.problem = null;
		this.fixture.advance(INTERVAL);
		assertThat(outcome).isCompleted();
	}

	@Test
	void dependencyWhenItLosesReadinessBeforeItsDependentStartsThenWaitedForAgain() {
		this.fixture.monitoring(new Monitoring(1, 1, null, 10)).maxParallelStarts(1);
		this.fixture.service("db").watched("db", "ping", this::ping);
		this.fixture.service("slow", Dependency.on("db")).hold("lifecycle-slow");
		this.fixture.service("chat", Dependency.on("db"));
		this.fixture.service("web", Dependency.on("db"), Dependency.on("slow"));
		CompletableFuture<?> outcome = this.fixture.begin();
		assertThat(List.of(this.fixture.state("chat"), this.fixture.state("web"))).containsOnly(ServiceState.WAITING);
		this.problem = "down";
		this.fixture.advance(INTERVAL);
		this.fixture.release("lifecycle-slow");
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.state("slow")).isEqualTo(ServiceState.READY);
		assertThat(List.of(this.fixture.state("chat"), this.fixture.state("web"))).containsOnly(ServiceState.WAITING);
		this.problem = null;
		this.fixture.advance(INTERVAL);
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void restartWhenCheckRunsThenItsRetriesAreNotUsedUp() {
		this.fixture.service("db")
			.check("db", new ContractCheck("ping", Duration.ofSeconds(5), this::ping, 0, true, INTERVAL))
			.begin();
		this.fixture.hold(THREAD);
		while (this.fixture.threadsNamed(THREAD) < 2) {
			this.fixture.advance(Duration.ofMillis(10));
		}
		CompletableFuture<?> restart = this.fixture.engine().restart("db", true);
		this.fixture.run();
		this.fixture.release(THREAD);
		this.fixture.advance(Duration.ofSeconds(2));
		assertThat(restart).isCompleted();
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
	}

	@Test
	void checkThatIsNotCriticalWhenEarlierCallHangsThenReadyAndDegradedAfterItsTimeout() {
		this.fixture.service("db")
			.check("db", new ContractCheck("ping", Duration.ofSeconds(5), this::ping, null, false, INTERVAL))
			.begin();
		this.fixture.hold(THREAD);
		this.fixture.advance(INTERVAL);
		CompletableFuture<?> restart = this.fixture.engine().restart("db", true);
		this.fixture.advance(INTERVAL);
		assertThat(restart).isCompleted();
		assertThat(this.fixture.status("db").degradedBecause())
			.containsExactly("ping: an earlier call has still not returned");
	}

	@Test
	void placeOfCheckWhenItsServiceStopsThenGoesToTheNext() {
		this.fixture.monitoring(new Monitoring(3, 1, null, 1));
		for (String name : List.of("a", "b")) {
			this.fixture.service(name).watched(name, "ping", this::ping);
		}
		this.fixture.begin();
		this.fixture.hold("lifecycle-a-check-ping").hold("lifecycle-b-check-ping");
		int before = this.fixture.threads.size();
		while (this.fixture.threads.size() == before) {
			this.fixture.advance(Duration.ofMillis(10));
		}
		String first = (this.fixture.threadsNamed("lifecycle-a-check-ping") == 2) ? "a" : "b";
		String other = first.equals("a") ? "b" : "a";
		this.fixture.advance(Duration.ofMillis(4900));
		this.fixture.release("lifecycle-" + other + "-check-ping");
		this.fixture.engine().restart(first, true);
		this.fixture.advance(INTERVAL.multipliedBy(5));
		assertThat(this.fixture.threadsNamed("lifecycle-" + other + "-check-ping")).isGreaterThan(4);
		assertThat(this.fixture.state(other)).isEqualTo(ServiceState.READY);
	}

	@Test
	void maxAgeWhenBelowIntervalThenHealthyServiceStaysReady() {
		this.fixture.monitoring(new Monitoring(3, 1, Duration.ofSeconds(1), 10));
		begin();
		for (int i = 0; i < 1000; i++) {
			this.fixture.advance(Duration.ofMillis(100));
			assertThat(this.fixture.isReady()).isTrue();
		}
	}

	@Test
	void reasonWhenItIsLongThenCutBetweenWords() {
		begin();
		this.problem = "first line\nsecond line " + "password=abc ".repeat(100_000);
		this.fixture.advance(INTERVAL.multipliedBy(3));
		assertThat(this.fixture.status("db").failingCheck()).startsWith("ping: first line second line password=******")
			.hasSizeLessThan(3000)
			.doesNotContain("abc")
			.endsWith("…");
	}

	private void begin() {
		this.fixture.service("db").watched("db", "ping", this::ping).begin();
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.READY);
	}

	private ReadinessResult ping() {
		this.calls++;
		return (this.problem != null) ? ReadinessResult.notReady(Objects.requireNonNull(this.problem))
				: ReadinessResult.ready();
	}

}
