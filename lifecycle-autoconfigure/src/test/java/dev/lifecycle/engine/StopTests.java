package dev.lifecycle.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupReport;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for stops, cancellation and second starts.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class StopTests {

	private final EngineFixture fixture = new EngineFixture();

	@Test
	void stopWhenRunningThenDependentsFirst() {
		this.fixture.service("a").service("b", Dependency.on("a")).service("c", Dependency.on("b"));
		this.fixture.begin();
		assertThat(this.fixture.stop()).isCompleted();
		assertThat(this.fixture.log).containsSubsequence("stop c", "c STOPPED", "stop b", "b STOPPED", "stop a");
		assertThat(this.fixture.isReady()).isFalse();
	}

	@Test
	void stopWhenPhasesThenBarriersInReverse() {
		this.fixture.phase("one", null, true)
			.phase("two", null, true)
			.inPhase("one", "a", true)
			.inPhase("two", "b", true);
		this.fixture.begin();
		this.fixture.hold("lifecycle-b-stop").stop();
		assertThat(this.fixture.component("a").stops).isZero();
		this.fixture.release("lifecycle-b-stop");
		assertThat(this.fixture.component("a").stops).isOne();
	}

	@Test
	void stopWhenAsynchronousThenDependencyWaitsForItsEnd() {
		this.fixture.service("a").service("b", Dependency.on("a"));
		this.fixture.component("b").asynchronousStop = true;
		this.fixture.begin();
		CompletableFuture<Void> stopped = this.fixture.stop();
		assertThat(this.fixture.component("a").stops).isZero();
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.STOPPING);
		callback("b").run();
		callback("b").run();
		this.fixture.run();
		assertThat(stopped).isCompleted();
		assertThat(this.fixture.component("a").stops).isOne();
	}

	@Test
	void stopWhenOneThrowsThenRestIsStopped() {
		this.fixture.service("a").service("b", Dependency.on("a"));
		this.fixture.component("b").stopFailure = new IllegalStateException("cannot stop");
		this.fixture.begin();
		assertThat(this.fixture.stop()).isCompleted();
		assertThat(this.fixture.component("a").stops).isOne();
		assertThat(this.fixture.warnings).containsExactly("Service 'b': cannot stop");
	}

	@Test
	void stopWhenOneHangsThenAbandonedAfterItsLimitAndRestIsStopped() {
		this.fixture.settings((s) -> limits(s, Duration.ofSeconds(25), Duration.ofSeconds(4)))
			.service("a")
			.service("b", Dependency.on("a"))
			.hold("lifecycle-b-stop");
		this.fixture.begin();
		CompletableFuture<Void> stopped = this.fixture.stop();
		this.fixture.advance(Duration.ofSeconds(4));
		assertThat(stopped).isCompleted();
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.STOPPED);
		assertThat(this.fixture.thread("lifecycle-b-stop").interruptRequested).isTrue();
	}

	@Test
	void stopWhenEveryLevelHangsThenEndsAtShutdownTimeoutAndAllWereAsked() {
		this.fixture.service("s0");
		for (int i = 1; i < 20; i++) {
			this.fixture.service("s" + i, Dependency.on("s" + (i - 1)));
		}
		this.fixture.begin();
		for (int i = 0; i < 20; i++) {
			this.fixture.component("s" + i).asynchronousStop = true;
		}
		CompletableFuture<Void> stopped = this.fixture.stop();
		this.fixture.advance(Duration.ofMillis(24999));
		assertThat(stopped).isNotDone();
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(stopped).isCompleted();
		for (int i = 0; i < 20; i++) {
			assertThat(this.fixture.component("s" + i).stops).isOne();
		}
	}

	@Test
	void stopWhenOneHangsUntilShutdownTimeoutThenRestIsStoppedInTime() {
		this.fixture.service("a").service("b", Dependency.on("a")).service("c", Dependency.on("b"));
		this.fixture.begin();
		this.fixture.hold("lifecycle-c-stop").stop();
		this.fixture.advance(Duration.ofSeconds(24));
		assertThat(this.fixture.log).containsSubsequence("stop b", "stop a");
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(this.fixture.state("c")).isEqualTo(ServiceState.FAILED);
	}

	@Test
	void stopWhenLateOneFinishesAfterItWasPassedByThenDependencyStillWaitsForTheOthers() {
		this.fixture.service("a")
			.service("b", Dependency.on("a"))
			.service("c", Dependency.on("a"))
			.service("d", Dependency.on("c"))
			.hold("lifecycle-b-stop")
			.hold("lifecycle-c-stop")
			.hold("lifecycle-d-stop");
		this.fixture.begin();
		this.fixture.stop();
		this.fixture.advance(Duration.ofSeconds(20));
		this.fixture.release("lifecycle-b-stop");
		assertThat(this.fixture.component("a").stops).isZero();
		this.fixture.release("lifecycle-c-stop");
		assertThat(this.fixture.component("a").stops).isOne();
	}

	@Test
	void stopWhenStartingThenCancelsStartup() {
		this.fixture.service("a").service("b", Dependency.on("a")).hold("lifecycle-b");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		CompletableFuture<Void> stopped = this.fixture.stop();
		assertThat(stopped).isNotDone();
		this.fixture.release("lifecycle-b");
		assertThat(stopped).isCompleted();
		assertThat(EngineFixture.failure(outcome)).hasMessage("The start-up was cancelled")
			.hasCauseInstanceOf(CancellationException.class);
		assertThat(this.fixture.log).containsSubsequence("stop b", "stop a");
	}

	@Test
	void stopWhenRetryPausesThenNoFurtherTry() {
		this.fixture.retries(3).service("a");
		this.fixture.component("a").failStart(new IllegalStateException("1"));
		this.fixture.begin();
		assertThat(this.fixture.stop()).isCompleted();
		this.fixture.advance(Duration.ofMinutes(1));
		assertThat(this.fixture.component("a").starts).isOne();
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	@Test
	void stopWhenHalfStartedBeanIsBeingStoppedThenStoppedOnce() {
		this.fixture.retries(3).service("a").hold("lifecycle-a-stop");
		this.fixture.component("a").failStart(new IllegalStateException("1"));
		this.fixture.begin();
		CompletableFuture<Void> stopped = this.fixture.stop();
		assertThat(stopped).isNotDone();
		this.fixture.release("lifecycle-a-stop");
		assertThat(stopped).isCompleted();
		assertThat(this.fixture.component("a").stops).isOne();
	}

	@Test
	void stopWhenNothingRunsThenCompletes() {
		this.fixture.service("a");
		assertThat(this.fixture.stop()).isCompleted();
		assertThat(this.fixture.component("a").stops).isZero();
	}

	@Test
	void stopWhenCalledTwiceThenEachServiceIsStoppedOnce() {
		this.fixture.service("a").hold("lifecycle-a-stop");
		this.fixture.begin();
		CompletableFuture<Void> first = this.fixture.stop();
		CompletableFuture<Void> second = this.fixture.stop();
		this.fixture.release("lifecycle-a-stop");
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(this.fixture.component("a").stops).isOne();
	}

	@Test
	void stopWhenRestartHangsThenOthersStopAtOnceAndTimeCountsFromTheRequest() {
		this.fixture.service("a").service("b").service("c", Dependency.on("b"));
		this.fixture.begin();
		this.fixture.hold("lifecycle-a-stop");
		this.fixture.engine().restart("a", true);
		this.fixture.advance(Duration.ofSeconds(10));
		this.fixture.log.clear();
		CompletableFuture<Void> stopped = this.fixture.stop();
		assertThat(this.fixture.log).containsExactly("c STOPPING", "stop c", "c STOPPED", "b STOPPING", "stop b",
				"b STOPPED");
		this.fixture.advance(Duration.ofSeconds(15));
		assertThat(stopped).isCompleted();
		assertThat(this.fixture.component("a").stops).isZero();
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.threadsNamed("lifecycle-a-stop")).isOne();
		this.fixture.release("lifecycle-a-stop");
		assertThat(this.fixture.component("a").stops).isOne();
		assertThat(this.fixture.component("a").starts).isOne();
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	@Test
	void stopWhenRestartStopsDependentsThenEachIsStoppedOnceAndInOrder() {
		this.fixture.service("a")
			.service("b", Dependency.on("a"))
			.service("d", Dependency.on("a", DependencyType.OPTIONAL));
		this.fixture.begin();
		this.fixture.hold("lifecycle-b-stop").hold("lifecycle-d-stop");
		this.fixture.engine().restart("a", true);
		this.fixture.run();
		CompletableFuture<Void> stopped = this.fixture.stop();
		this.fixture.log.clear();
		this.fixture.release("lifecycle-b-stop");
		assertThat(this.fixture.log).containsExactly("stop b", "b STOPPED");
		this.fixture.release("lifecycle-d-stop");
		assertThat(this.fixture.log).containsSubsequence("stop d", "d STOPPED", "stop a", "a STOPPED");
		assertThat(stopped).isCompleted();
		assertThat(List.of("a", "b", "d")).noneMatch(this.fixture.engine()::isSubmitted)
			.allMatch((name) -> this.fixture.component(name).stops == 1);
	}

	@Test
	void stopWhenInterruptedStartOfRestartHangsThenGraceIsNotBegunAnew() {
		this.fixture.service("a").service("b");
		this.fixture.begin();
		this.fixture.hold("lifecycle-a");
		this.fixture.engine().restart("a", true);
		this.fixture.run();
		CompletableFuture<Void> first = this.fixture.stop("a");
		this.fixture.advance(Duration.ofSeconds(1));
		CompletableFuture<Void> second = this.fixture.stop();
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(List.of(first, second)).allMatch(CompletableFuture::isDone);
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	@Test
	void stopWhenCalledAgainThenTimeIsNotBegunAnew() {
		this.fixture.service("a").service("b").hold("lifecycle-a-stop");
		this.fixture.begin();
		CompletableFuture<Void> first = this.fixture.stop();
		this.fixture.advance(Duration.ofSeconds(20));
		CompletableFuture<Void> second = this.fixture.stop();
		this.fixture.advance(Duration.ofSeconds(5));
		assertThat(List.of(first, second)).allMatch(CompletableFuture::isDone);
	}

	@Test
	void stopWhenDisjointStopHangsThenNeedNotWaitForIt() {
		this.fixture.service("a").service("b").hold("lifecycle-a-stop");
		this.fixture.begin();
		CompletableFuture<Void> first = this.fixture.stop("a");
		assertThat(this.fixture.stop("b")).isCompleted();
		assertThat(first).isNotDone();
		this.fixture.release("lifecycle-a-stop");
		assertThat(first).isCompleted();
	}

	@Test
	void stopOfWhatDoesNotRunNeedNotWaitForOthers() {
		this.fixture.service("a").service("b").hold("lifecycle-a-stop");
		this.fixture.begin(List.of("a"));
		CompletableFuture<Void> first = this.fixture.stop("a");
		assertThat(this.fixture.stop("b")).isCompleted();
		assertThat(first).isNotDone();
	}

	@Test
	void stopWhenOneHangsThenWhatItNeedsHasTheLastFifthOfTheTime() {
		this.fixture.service("a").service("b", Dependency.on("a")).service("c", Dependency.on("b"));
		this.fixture.begin();
		this.fixture.hold("lifecycle-c-stop").stop();
		this.fixture.advance(Duration.ofSeconds(20).minusMillis(1));
		assertThat(this.fixture.component("b").stops).isZero();
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.STOPPED);
		assertThat(this.fixture.state("c")).isEqualTo(ServiceState.STOPPING);
		this.fixture.release("lifecycle-c-stop");
		assertThat(this.fixture.state("c")).isEqualTo(ServiceState.STOPPED);
	}

	@Test
	void stopWhenStartReturnsWhileTimeIsOverThenServiceIsStoppedStill() {
		this.fixture.settings((s) -> limits(s, Duration.ofSeconds(1), Duration.ofSeconds(1)))
			.service("a")
			.hold("lifecycle-a");
		this.fixture.begin();
		this.fixture.stop();
		this.fixture.thread("lifecycle-a").runNow();
		this.fixture.coordinator.runAlarm(Duration.ofSeconds(1).toNanos());
		this.fixture.coordinator.runAlarm(Duration.ofSeconds(1).toNanos());
		this.fixture.coordinator.runAlarm(Duration.ofSeconds(1).toNanos());
		this.fixture.run();
		assertThat(this.fixture.component("a").starts).isOne();
		assertThat(this.fixture.component("a").stops).isOne();
	}

	@Test
	void beginWhenStoppedBeforeThenStartsAgain() {
		this.fixture.service("a").service("b", Dependency.on("a"));
		this.fixture.begin();
		this.fixture.stop();
		assertThat(this.fixture.begin()).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(this.fixture.component("a").starts).isEqualTo(2);
		assertThat(this.fixture.changes).last().extracting(StateChange::epoch).isEqualTo(2L);
	}

	@Test
	void beginWhenStoppingThenStartsWhenThatIsDone() {
		this.fixture.service("a").hold("lifecycle-a-stop");
		this.fixture.begin();
		CompletableFuture<Void> stopped = this.fixture.stop();
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		assertThat(outcome).isNotDone();
		this.fixture.release("lifecycle-a-stop");
		assertThat(stopped).isCompleted();
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.component("a").starts).isEqualTo(2);
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.READY);
	}

	@Test
	void stopWhenBeginWaitsForAnEarlierStopThenNewestWins() {
		this.fixture.service("a").hold("lifecycle-a-stop");
		this.fixture.begin();
		this.fixture.stop();
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		CompletableFuture<Void> stopped = this.fixture.stop();
		this.fixture.release("lifecycle-a-stop");
		assertThat(outcome).isCompletedExceptionally();
		assertThat(stopped).isCompleted();
		assertThat(this.fixture.component("a").starts).isOne();
		assertThat(this.fixture.engine().isSubmitted("a")).isFalse();
	}

	@Test
	void beginWhenStartupUnderWayThenNewlySubmittedServicesJoinIt() {
		this.fixture.service("a").service("b").hold("lifecycle-a");
		CompletableFuture<StartupReport> first = this.fixture.begin(List.of("a"));
		CompletableFuture<StartupReport> second = this.fixture.begin(List.of("b"));
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
		this.fixture.release("lifecycle-a");
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void stopWhenSubsetThenRestRunsOn() {
		this.fixture.service("a").service("b", Dependency.on("a"));
		this.fixture.begin();
		assertThat(this.fixture.stop("b")).isCompleted();
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.isReady()).isFalse();
		assertThat(this.fixture.begin(List.of("b"))).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(this.fixture.component("a").starts).isOne();
		assertThat(this.fixture.component("b").starts).isEqualTo(2);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void stopWhenSubsetThenOptionalServiceOfLaterPhaseStartsStill() {
		this.fixture.phase("one", null, true)
			.phase("two", null, true)
			.inPhase("one", "slow", false)
			.inPhase("two", "later", false)
			.service("main")
			.hold("lifecycle-slow");
		this.fixture.begin();
		this.fixture.stop("main");
		this.fixture.release("lifecycle-slow");
		assertThat(this.fixture.state("later")).isEqualTo(ServiceState.READY);
	}

	@Test
	void stopWhenSubsetIsWholePhaseThenOptionalServiceOfLaterPhaseStartsStill() {
		this.fixture.phase("one", null, true)
			.phase("two", null, true)
			.inPhase("one", "slow", false)
			.inPhase("two", "later", false)
			.service("main")
			.hold("lifecycle-slow");
		this.fixture.begin();
		this.fixture.stop("slow");
		this.fixture.release("lifecycle-slow");
		assertThat(this.fixture.state("later")).isEqualTo(ServiceState.READY);
	}

	@Test
	void beginWhenFailedServiceIsStillBeingStoppedThenStartWaits() {
		this.fixture.optional("a")
			.check("a", "ok", () -> ReadinessResult.notReady("no"))
			.readinessTimeout("a", Duration.ofSeconds(1))
			.hold("lifecycle-a-stop");
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.FAILED);
		this.fixture.begin();
		assertThat(this.fixture.component("a").starts).isOne();
		this.fixture.release("lifecycle-a-stop");
		assertThat(this.fixture.log).containsSubsequence("start a", "stop a", "start a");
	}

	@Test
	void beginWhenStopWasForcedThenServiceStartsAgainOnceItsStopReturned() {
		this.fixture.settings((s) -> limits(s, Duration.ofSeconds(1), Duration.ofSeconds(10)))
			.service("a")
			.service("b", Dependency.on("a"))
			.service("c", Dependency.on("b"))
			.service("d", Dependency.on("c"))
			.service("e", Dependency.on("d"))
			.service("f", Dependency.on("e"));
		this.fixture.begin();
		List.of("a", "b", "c", "d", "e", "f").forEach((name) -> this.fixture.hold("lifecycle-" + name + "-stop"));
		CompletableFuture<Void> stopped = this.fixture.stop();
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(stopped).isCompleted();
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		List.of("a", "b", "c", "d", "e", "f").forEach((name) -> this.fixture.release("lifecycle-" + name + "-stop"));
		assertThat(outcome).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(this.fixture.component("a").starts).isEqualTo(2);
	}

	@Test
	void beginWhenRollbackIsUnderWayThenSecondRoundFollows() {
		this.fixture.service("a").service("bad", Dependency.on("a")).hold("lifecycle-a-stop");
		this.fixture.component("bad").failStart(new IllegalStateException("once"));
		CompletableFuture<StartupReport> first = this.fixture.begin();
		CompletableFuture<StartupReport> second = this.fixture.begin();
		this.fixture.release("lifecycle-a-stop");
		assertThat(first).isCompletedExceptionally();
		assertThat(second).isCompletedWithValueMatching(StartupReport::isSuccessful);
	}

	@Test
	void degradedWhenServiceStopsThenCleared() {
		this.fixture.service("web", Dependency.on("cache", DependencyType.OPTIONAL)).optional("cache");
		this.fixture.component("cache").failStart(new IllegalStateException("no"));
		this.fixture.begin();
		this.fixture.stop();
		assertThat(this.fixture.status("web").degraded()).isFalse();
	}

	@Test
	void closeWhenStartupUnderWayThenEveryFutureCompletes() {
		this.fixture.service("a").hold("lifecycle-a").hold("lifecycle-a-stop");
		CompletableFuture<StartupReport> first = this.fixture.begin();
		CompletableFuture<StartupReport> follower = this.fixture.begin();
		this.fixture.engine().close();
		assertThat(List.of(first, follower, this.fixture.begin()))
			.allMatch(CompletableFuture::isCompletedExceptionally);
	}

	@Test
	void closeWhenStopUnderWayThenEveryFutureCompletes() {
		this.fixture.service("a").hold("lifecycle-a-stop");
		this.fixture.begin();
		CompletableFuture<Void> stopped = this.fixture.stop();
		CompletableFuture<StartupReport> next = this.fixture.begin();
		this.fixture.engine().close();
		assertThat(stopped).isDone();
		assertThat(next).isCompletedExceptionally();
		assertThat(this.fixture.stop()).isDone();
	}

	private Runnable callback(String service) {
		return Objects.requireNonNull(this.fixture.component(service).stopCallback);
	}

	private static EngineSettings limits(EngineSettings s, Duration shutdown, Duration stop) {
		return new EngineSettings(s.timeoutMultiplier(), s.startupTimeout(), s.startTimeout(), s.readinessTimeout(),
				s.dependencyTimeout(), s.optionalDependencyTimeout(), s.maxParallelStarts(), s.retry(),
				s.checkRetryInterval(), shutdown, stop, s.progressInterval(), s.monitoring(), s.restarting());
	}

}
