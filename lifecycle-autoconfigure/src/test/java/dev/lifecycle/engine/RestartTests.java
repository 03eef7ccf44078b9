package dev.lifecycle.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for restarts of single services.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class RestartTests {

	private final EngineFixture fixture = new EngineFixture();

	@Test
	void restartWhenCascadingThenDependentsStopFirstAndStartLastAndOthersGoOn() {
		this.fixture.service("a")
			.service("b", Dependency.on("a"))
			.service("c", Dependency.on("b"))
			.service("other", Dependency.on("a"));
		begin();
		assertThat(restart("b", true)).isCompletedWithValue(null);
		assertThat(this.fixture.log).containsExactly("c STOPPING", "stop c", "c STOPPED", "b STOPPING", "stop b",
				"b STOPPED", "b WAITING", "c WAITING", "b STARTING", "start b", "b VALIDATING", "b READY", "c STARTING",
				"start c", "c VALIDATING", "c READY");
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void restartWhenNotCascadingThenDependentsGoOn() {
		this.fixture.service("a").service("b", Dependency.on("a"));
		begin();
		assertThat(restart("a", false)).isCompletedWithValue(null);
		assertThat(this.fixture.component("a").starts).isEqualTo(2);
		assertThat(this.fixture.component("b").starts).isOne();
		assertThat(this.fixture.component("b").stops).isZero();
	}

	@Test
	void restartWhenRequiredThenNotReadyMeanwhile() {
		this.fixture.service("a");
		begin();
		this.fixture.hold("lifecycle-a-stop");
		CompletableFuture<@Nullable Void> result = restart("a", true);
		assertThat(this.fixture.isReady()).isFalse();
		this.fixture.hold("lifecycle-a").release("lifecycle-a-stop");
		assertThat(this.fixture.isReady()).isFalse();
		assertThat(result).isNotDone();
		this.fixture.release("lifecycle-a");
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void restartWhenDependentIsOptionalThenItGoesOnDegradedMeanwhile() {
		this.fixture.service("a").service("b", optionally("a"));
		begin();
		this.fixture.hold("lifecycle-a");
		restart("a", true);
		assertThat(this.fixture.status("b").degraded()).isTrue();
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
		this.fixture.release("lifecycle-a");
		assertThat(this.fixture.status("b").degraded()).isFalse();
	}

	@Test
	void restartWhenStartFailsThenServiceIsFailedAndOthersGoOn() {
		this.fixture.service("a").service("b", Dependency.on("a")).service("other");
		begin();
		this.fixture.component("a").failStart(new IllegalStateException("no"));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> getNow(restart("a", true)))
			.withMessage("Service 'a' could not be restarted: IllegalStateException: no");
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.state("other")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.isReady()).isFalse();
		assertThat(restart("a", true)).isCompletedWithValue(null);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void restartWhenRequestedTwiceBeforeItBeganToStartThenDoneOnce() {
		this.fixture.service("a");
		begin();
		this.fixture.hold("lifecycle-a-stop");
		CompletableFuture<@Nullable Void> first = restart("a", true);
		CompletableFuture<@Nullable Void> second = restart("a", true);
		this.fixture.release("lifecycle-a-stop");
		assertThat(first).isCompletedWithValue(null);
		assertThat(second).isCompletedWithValue(null);
		assertThat(this.fixture.component("a").starts).isEqualTo(2);
	}

	@Test
	void restartWhenRequestedWhileStartingThenDoneAgain() {
		this.fixture.service("a");
		begin();
		this.fixture.hold("lifecycle-a");
		CompletableFuture<@Nullable Void> first = restart("a", true);
		CompletableFuture<@Nullable Void> second = restart("a", true);
		this.fixture.release("lifecycle-a");
		assertThat(first).isCompletedWithValue(null);
		assertThat(second).isCompletedWithValue(null);
		assertThat(this.fixture.component("a").starts).isEqualTo(3);
		assertThat(this.fixture.component("a").stops).isEqualTo(2);
	}

	@Test
	void restartsThatOverlapFollowEachOther() {
		this.fixture.service("a").service("b").service("c", Dependency.on("a"), Dependency.on("b"));
		begin();
		this.fixture.hold("lifecycle-a");
		restart("a", true);
		restart("b", true);
		assertThat(this.fixture.component("b").stops).isZero();
		this.fixture.release("lifecycle-a");
		assertThat(this.fixture.component("b").starts).isEqualTo(2);
		assertThat(this.fixture.component("c").starts).isEqualTo(3);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void restartsThatDoNotOverlapNeedNotWaitForStarts() {
		this.fixture.service("a").service("b");
		begin();
		this.fixture.hold("lifecycle-a");
		CompletableFuture<@Nullable Void> first = restart("a", true);
		CompletableFuture<@Nullable Void> second = restart("b", true);
		assertThat(second).isCompletedWithValue(null);
		assertThat(first).isNotDone();
		this.fixture.release("lifecycle-a");
		assertThat(first).isCompletedWithValue(null);
	}

	@Test
	void restartsThatDoNotOverlapNeedNotWaitForStops() {
		this.fixture.service("a").service("b");
		begin();
		this.fixture.hold("lifecycle-a-stop");
		CompletableFuture<@Nullable Void> first = restart("a", true);
		assertThat(restart("b", true)).isCompletedWithValue(null);
		assertThat(first).isNotDone();
		this.fixture.release("lifecycle-a-stop");
		assertThat(first).isCompletedWithValue(null);
		assertThat(List.of(this.fixture.component("a").starts, this.fixture.component("b").starts)).containsOnly(2);
	}

	@Test
	void beginWhileSeveralStopForRestartsThenWaitsForAll() {
		this.fixture.service("a").service("b").service("c");
		begin();
		this.fixture.hold("lifecycle-a-stop").hold("lifecycle-b-stop");
		restart("a", true);
		restart("b", true);
		CompletableFuture<?> begun = this.fixture.begin();
		CompletableFuture<@Nullable Void> third = restart("c", true);
		this.fixture.release("lifecycle-a-stop");
		assertThat(begun).isNotDone();
		assertThat(this.fixture.component("c").stops).isZero();
		this.fixture.release("lifecycle-b-stop");
		assertThat(begun).isCompleted();
		assertThat(third).isCompletedWithValue(null);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void optionalServiceThatFailedIsStartedAgainUntilItSucceeds() {
		this.fixture.optional("a")
			.optional("b", Dependency.on("a"))
			.service("c", Dependency.on("a", DependencyType.OPTIONAL));
		this.fixture.component("a")
			.failStart(new IllegalStateException("1"), new IllegalStateException("2"), new IllegalStateException("3"));
		begin();
		assertThat(this.fixture.isReady()).isTrue();
		assertThat(this.fixture.status("c").degraded()).isTrue();
		this.fixture.advance(Duration.ofMillis(499));
		assertThat(this.fixture.component("a").starts).isOne();
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(this.fixture.component("a").starts).isEqualTo(2);
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(this.fixture.component("a").starts).isEqualTo(3);
		assertThat(this.fixture.component("b").starts).isZero();
		assertThat(this.fixture.isReady()).isTrue();
		this.fixture.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.status("c").degraded()).isFalse();
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.fixture.component("a").starts).isEqualTo(4);
	}

	@Test
	void healthyDependentsOfOptionalServiceThatFailedGoOn() {
		this.fixture.optional("a").optional("b", Dependency.on("a"));
		begin();
		this.fixture.component("a").failStart(new IllegalStateException("1"), new IllegalStateException("2"));
		restart("a", false);
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.component("b").stops).isZero();
	}

	@Test
	void dependentThatFailedIsStartedWhenServiceIsReadyAgain() {
		this.fixture.optional("a").optional("b", Dependency.on("a"));
		this.fixture.component("a").failStart(new IllegalStateException("no"));
		begin();
		assertThat(restart("a", false)).isCompletedWithValue(null);
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
	}

	@Test
	void optionalServiceThatIsRestartedWithAnotherIsNotStartedAgainAfterwards() {
		this.fixture.service("db")
			.optional("analytics", Dependency.on("db"))
			.optional("reports", Dependency.on("analytics"));
		this.fixture.component("analytics").failStart(new IllegalStateException("once"));
		begin();
		this.fixture.hold("lifecycle-db-stop");
		restart("db", true);
		this.fixture.advance(Duration.ofSeconds(2));
		this.fixture.release("lifecycle-db-stop");
		assertThat(this.fixture.state("reports")).isEqualTo(ServiceState.READY);
		this.fixture.log.clear();
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.fixture.log).isEmpty();
		assertThat(this.fixture.component("analytics").starts).isEqualTo(2);
	}

	@Test
	void restartByHandIsNotServedByOneThatLeavesHealthyDependentsAlone() {
		AtomicBoolean healthy = new AtomicBoolean(true);
		this.fixture.optional("a")
			.check("a", "ok", () -> healthy.get() ? ReadinessResult.ready() : ReadinessResult.notReady("no"))
			.readinessTimeout("a", Duration.ofSeconds(1))
			.optional("b", Dependency.on("a"));
		begin();
		healthy.set(false);
		restart("a", false);
		this.fixture.hold("lifecycle-a-stop").advance(Duration.ofSeconds(2));
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
		healthy.set(true);
		CompletableFuture<@Nullable Void> result = restart("a", true);
		this.fixture.release("lifecycle-a-stop");
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.fixture.component("b").starts).isEqualTo(2);
	}

	@Test
	void restartThatWaitsForServiceThatIsNotReadyFailsWhenTheTimeOfAStartupIsOver() {
		AtomicBoolean healthy = new AtomicBoolean(true);
		this.fixture.monitoring(new EngineSettings.Monitoring(1, 1, null, 10))
			.service("db")
			.watched("db", "ping", () -> healthy.get() ? ReadinessResult.ready() : ReadinessResult.notReady("refused"))
			.service("auth", Dependency.on("db"))
			.service("web", Dependency.on("auth"));
		begin();
		healthy.set(false);
		this.fixture.advance(EngineFixture.INTERVAL);
		CompletableFuture<@Nullable Void> result = restart("auth", true);
		this.fixture.advance(Duration.ofMinutes(5).minusMillis(1));
		assertThat(result).isNotDone();
		assertThat(this.fixture.state("auth")).isEqualTo(ServiceState.WAITING);
		this.fixture.advance(Duration.ofMillis(1));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> getNow(result))
			.withMessage("Service 'auth' could not be restarted: "
					+ "waited 300.0 s for 'db', which is NOT_READY (ping: refused)");
		assertThat(this.fixture.state("auth")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.FAILED);
		healthy.set(true);
		this.fixture.advance(EngineFixture.INTERVAL);
		assertThat(restart("auth", true)).isCompletedWithValue(null);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void restartThatWaitsForEarlierPhaseFailsWhenTheTimeOfAStartupIsOver() {
		AtomicBoolean healthy = new AtomicBoolean(true);
		webAfterPhaseOfWatchedCache(healthy);
		this.fixture.component("warm-up").failStart(new StackOverflowError("deep"));
		begin();
		healthy.set(false);
		this.fixture.advance(EngineFixture.INTERVAL);
		this.fixture.begin();
		assertThat(this.fixture.state("warm-up")).isEqualTo(ServiceState.WAITING);
		CompletableFuture<@Nullable Void> result = restart("web", true);
		this.fixture.advance(Duration.ofMinutes(5));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> getNow(result))
			.withMessageMatching(
					"Service 'web' could not be restarted: waited 300.0 s for '.*', which is waiting for .*");
	}

	private void webAfterPhaseOfWatchedCache(AtomicBoolean healthy) {
		this.fixture.monitoring(new EngineSettings.Monitoring(1, 1, null, 10))
			.phase("one", null, true)
			.phase("two", null, true)
			.inPhase("one", "cache", false)
			.watched("cache", "ping",
					() -> healthy.get() ? ReadinessResult.ready() : ReadinessResult.notReady("refused"))
			.inPhase("one", "warm-up", false, Dependency.on("cache"))
			.inPhase("two", "web", true);
	}

	@Test
	void retryOfOptionalServiceThatWaitsForAnotherKeepsNobodyFromStartingForEver() {
		AtomicBoolean healthy = new AtomicBoolean(true);
		webAfterPhaseOfWatchedCache(healthy);
		begin();
		healthy.set(false);
		this.fixture.advance(EngineFixture.INTERVAL);
		restart("warm-up", true);
		this.fixture.advance(Duration.ofMinutes(5).plusSeconds(1));
		assertThat(this.fixture.state("warm-up")).isEqualTo(ServiceState.WAITING);
		CompletableFuture<@Nullable Void> result = restart("web", true);
		assertThat(result).isNotDone();
		this.fixture.advance(Duration.ofMinutes(5));
		assertThat(result).isCompletedWithValue(null);
		healthy.set(true);
		this.fixture.advance(Duration.ofMinutes(1));
		assertThat(this.fixture.state("warm-up")).isEqualTo(ServiceState.READY);
	}

	@Test
	void restartThatWaitsForServiceThatIsBeingRestartedDoesNotFail() {
		AtomicBoolean healthy = new AtomicBoolean(true);
		this.fixture.monitoring(new EngineSettings.Monitoring(1, 1, null, 10))
			.service("db")
			.watched("db", "ping", () -> healthy.get() ? ReadinessResult.ready() : ReadinessResult.notReady("refused"))
			.startTimeout("db", Duration.ofHours(1))
			.service("auth", Dependency.on("db"));
		begin();
		healthy.set(false);
		this.fixture.advance(EngineFixture.INTERVAL);
		CompletableFuture<@Nullable Void> first = restart("auth", true);
		this.fixture.advance(Duration.ofMinutes(4));
		this.fixture.hold("lifecycle-db");
		CompletableFuture<@Nullable Void> second = restart("db", true);
		this.fixture.advance(Duration.ofMinutes(20));
		assertThat(this.fixture.state("auth")).isEqualTo(ServiceState.WAITING);
		healthy.set(true);
		this.fixture.release("lifecycle-db");
		assertThat(List.of(first, second)).allMatch((result) -> result.isDone() && !result.isCompletedExceptionally());
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void optionalServiceThatFailedIsNotStartedAgainDuringStartup() {
		this.fixture.optional("a").service("b").hold("lifecycle-b");
		this.fixture.component("a").failStart(new IllegalStateException("no"));
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(this.fixture.component("a").starts).isOne();
		this.fixture.release("lifecycle-b");
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.READY);
	}

	@Test
	void optionalServiceThatFailedIsNotStartedAgainAfterStop() {
		this.fixture.optional("a").service("b");
		this.fixture.component("a").failStart(new IllegalStateException("no"));
		begin();
		this.fixture.stop();
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.fixture.component("a").starts).isOne();
	}

	@Test
	void optionalServiceThatFailedWithErrorIsNotStartedAgain() {
		this.fixture.optional("a");
		this.fixture.component("a").failStart(new StackOverflowError("deep"));
		begin();
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.fixture.component("a").starts).isOne();
	}

	@Test
	void restartDuringStartupWaitsForItsEnd() {
		this.fixture.service("a").service("b").hold("lifecycle-b");
		this.fixture.begin();
		CompletableFuture<@Nullable Void> result = restart("a", true);
		assertThat(this.fixture.component("a").stops).isZero();
		this.fixture.release("lifecycle-b");
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.fixture.component("a").starts).isEqualTo(2);
	}

	@Test
	void restartDuringStartupThatFailsIsCancelled() {
		this.fixture.service("a").service("b").hold("lifecycle-b");
		this.fixture.component("b").failStart(new IllegalStateException("no"));
		this.fixture.begin();
		CompletableFuture<@Nullable Void> result = restart("a", true);
		this.fixture.release("lifecycle-b");
		assertCancelled(result);
		assertThat(this.fixture.component("a").starts).isOne();
	}

	@Test
	void restartWhenNothingRunsIsCancelled() {
		this.fixture.service("a");
		assertCancelled(restart("a", true));
		begin();
		this.fixture.stop();
		assertCancelled(restart("a", true));
		assertThat(this.fixture.component("a").starts).isOne();
	}

	@Test
	void restartOfServiceThatDoesNotRunWhileOthersDoIsCancelled() {
		this.fixture.service("a").service("b", Dependency.on("a")).service("c");
		this.fixture.begin(List.of("c"));
		assertCancelled(restart("b", true));
		assertThat(this.fixture.component("b").starts).isZero();
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.PENDING);
	}

	@Test
	void stopWhileStoppingForRestartThenNothingIsStarted() {
		this.fixture.service("a").service("b", Dependency.on("a"));
		begin();
		this.fixture.hold("lifecycle-a-stop");
		CompletableFuture<@Nullable Void> result = restart("a", true);
		CompletableFuture<Void> stopped = this.fixture.stop();
		assertCancelled(result);
		assertThat(stopped).isNotDone();
		this.fixture.release("lifecycle-a-stop");
		assertThat(stopped).isCompleted();
		assertThat(this.fixture.component("a").starts).isOne();
		assertThat(this.fixture.component("a").stops).isOne();
		assertThat(this.fixture.engine().isSubmitted("a")).isFalse();
	}

	@Test
	void stopWhileStartingForRestartThenStopsAll() {
		this.fixture.service("a").service("b", Dependency.on("a"));
		begin();
		this.fixture.hold("lifecycle-a");
		CompletableFuture<@Nullable Void> result = restart("a", true);
		CompletableFuture<Void> stopped = this.fixture.stop();
		assertCancelled(result);
		this.fixture.release("lifecycle-a");
		assertThat(stopped).isCompleted();
		assertThat(this.fixture.component("a").stops).isEqualTo(2);
		assertThat(this.fixture.component("b").starts).isOne();
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.STOPPED);
	}

	@Test
	void beginWhileStoppingForRestartThenBothEnd() {
		this.fixture.service("a");
		begin();
		this.fixture.hold("lifecycle-a-stop");
		CompletableFuture<@Nullable Void> result = restart("a", true);
		CompletableFuture<?> begun = this.fixture.begin();
		this.fixture.release("lifecycle-a-stop");
		assertThat(result).isCompletedWithValue(null);
		assertThat(begun).isCompleted();
		assertThat(this.fixture.component("a").starts).isEqualTo(2);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void restartWhenStopHangsThenServiceIsNotStartedBeforeThatHasReturned() {
		this.fixture.service("a");
		begin();
		this.fixture.hold("lifecycle-a-stop");
		CompletableFuture<@Nullable Void> result = restart("a", true);
		this.fixture.advance(Duration.ofSeconds(25));
		assertThat(this.fixture.component("a").starts).isOne();
		assertThat(this.fixture.isReady()).isFalse();
		this.fixture.release("lifecycle-a-stop");
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.fixture.component("a").starts).isEqualTo(2);
	}

	@Test
	void restartWhenStopNeverReturnsThenServiceFails() {
		this.fixture.service("a");
		begin();
		this.fixture.hold("lifecycle-a-stop");
		CompletableFuture<@Nullable Void> result = restart("a", true);
		this.fixture.advance(Duration.ofMinutes(2));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> getNow(result))
			.withMessageContaining("an earlier stop() has still not returned");
		assertThat(this.fixture.component("a").starts).isOne();
		assertThat(this.fixture.isReady()).isFalse();
	}

	@Test
	void restartOfFailedOptionalServiceStartsWhoFailedBecauseOfIt() {
		this.fixture.optional("a").optional("b", Dependency.on("a")).service("c");
		this.fixture.component("a").failStart(new IllegalStateException("no"));
		begin();
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.FAILED);
		assertThat(restart("a", true)).isCompletedWithValue(null);
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
	}

	@Test
	void restartOfUnknownServiceIsRejected() {
		this.fixture.service("a");
		begin();
		assertThatIllegalArgumentException().isThrownBy(() -> restart("z", true))
			.withMessage("There is no service 'z'");
	}

	@Test
	void closeEndsRequests() {
		this.fixture.service("a");
		begin();
		this.fixture.hold("lifecycle-a");
		CompletableFuture<@Nullable Void> result = restart("a", true);
		this.fixture.engine().close();
		assertThat(result).isCompletedExceptionally();
	}

	private static Dependency optionally(String target) {
		return Dependency.on(target, DependencyType.OPTIONAL);
	}

	private void begin() {
		this.fixture.begin();
		this.fixture.log.clear();
	}

	private CompletableFuture<@Nullable Void> restart(String service, boolean cascade) {
		CompletableFuture<@Nullable Void> result = this.fixture.engine().restart(service, cascade);
		this.fixture.run();
		return result;
	}

	private static void assertCancelled(CompletableFuture<?> result) {
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> getNow(result));
	}

	private static void getNow(CompletableFuture<?> result) throws Throwable {
		Throwable failure = result.handle((value, ex) -> ex).getNow(null);
		if (failure != null) {
			throw failure;
		}
	}

}
