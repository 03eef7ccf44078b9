package dev.lifecycle.engine;

import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for retries, time limits and failures of starts.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class StartFailureTests {

	private final EngineFixture fixture = new EngineFixture();

	@Test
	void failureWhenRetriesLeftThenStopsHalfStartedBeanBeforeNextTry() {
		this.fixture.retries(2).service("db");
		this.fixture.component("db").failStart(new IllegalStateException("1"), new IllegalStateException("2"));
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofMillis(499));
		assertThat(this.fixture.component("db").starts).isOne();
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(this.fixture.component("db").starts).isEqualTo(2);
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.log).containsSubsequence("start db", "stop db", "start db", "stop db", "start db",
				"db READY");
		assertThat(this.fixture.warnings).containsExactly("Service 'db': IllegalStateException: 1",
				"Service 'db': IllegalStateException: 2");
	}

	@Test
	void failureWhenStopOfHalfStartedBeanTakesTimeThenNextTryWaits() {
		this.fixture.retries(1).service("db").hold("lifecycle-db-stop");
		this.fixture.component("db").failStart(new IllegalStateException("1"));
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(20));
		assertThat(this.fixture.component("db").starts).isOne();
		this.fixture.release("lifecycle-db-stop");
		this.fixture.advance(Duration.ofMillis(500));
		assertThat(this.fixture.component("db").starts).isEqualTo(2);
	}

	@Test
	void failureWhenNoRetriesLeftThenStartupFailsWithChain() {
		this.fixture.retries(1)
			.service("redis")
			.service("auth", Dependency.on("redis"))
			.service("backend", Dependency.on("auth"))
			.service("other", Dependency.on("redis"));
		this.fixture.component("redis")
			.failStart(new IllegalStateException("x"),
					new IllegalStateException("wrapped", new ConnectException("Connection refused localhost:6379")));
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofMillis(500));
		StartupFailedException failure = EngineFixture.failure(outcome);
		assertThat(failure.description()).isEqualTo("backend ← auth ← redis: Connection refused "
				+ "localhost:6379 (2 attempts, 500 ms); 1 more could not start");
		assertThat(failure.advice()).isEqualTo("Start what should listen there, or correct host and port.");
		assertThat(failure).hasMessage(failure.description() + "\n\n" + failure.advice());
		assertThat(failure.report().failure()).isEqualTo(failure.getMessage());
	}

	@Test
	void failureWhenDependentWasNotSubmittedThenChainDoesNotNameIt() {
		this.fixture.service("redis").service("manual", Dependency.on("redis"));
		this.fixture.component("redis").failStart(new IllegalStateException("cannot start"));
		CompletableFuture<StartupReport> outcome = this.fixture.begin(List.of("redis"));
		assertThat(EngineFixture.failure(outcome).description()).isEqualTo("redis: cannot start (1 attempt, 0 ms)");
		assertThat(EngineFixture.failure(outcome).advice()).startsWith("Correct the cause.");
	}

	@Test
	void failureWhenErrorThenNotRetried() {
		this.fixture.retries(5).service("db");
		this.fixture.component("db").failStart(new NoClassDefFoundError("gone"));
		assertThat(EngineFixture.failure(this.fixture.begin())).hasRootCauseInstanceOf(NoClassDefFoundError.class);
		assertThat(this.fixture.component("db").starts).isOne();
	}

	@Test
	void failureWhenMessageCannotBeReadThenStartupFailsStill() {
		this.fixture.service("db").service("cache");
		this.fixture.component("db").failStart(new RuntimeException() {
			@Override
			public String getMessage() {
				throw new IllegalStateException("no message");
			}
		});
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		assertThat(outcome).isCompletedExceptionally();
		assertThat(this.fixture.state("cache")).isEqualTo(ServiceState.STOPPED);
	}

	@Test
	void failureWhenRequiredThenStopsStartedOnesInReverseOrder() {
		this.fixture.service("a")
			.service("b", Dependency.on("a"))
			.service("c", Dependency.on("b"))
			.service("bad", Dependency.on("c"))
			.service("never", Dependency.on("bad"));
		this.fixture.component("bad").failStart(new IllegalStateException("no"));
		this.fixture.begin();
		assertThat(this.fixture.log).containsSubsequence("bad FAILED", "start-up failed", "stop c", "stop b", "stop a");
		assertThat(this.fixture.component("never").starts).isZero();
		assertThat(this.fixture.state("bad")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.STOPPED);
	}

	@Test
	void failureWhenRollbackFailsTooThenSuppressed() {
		this.fixture.service("a").service("bad", Dependency.on("a"));
		IllegalStateException first = new IllegalStateException("first");
		IllegalStateException second = new IllegalStateException("second");
		this.fixture.component("bad").failStart(first);
		this.fixture.component("a").stopFailure = second;
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		assertThat(EngineFixture.failure(outcome)).hasCause(first).hasSuppressedException(second);
	}

	@Test
	void failureWhenOthersStartThenTheyAreInterrupted() {
		this.fixture.service("hung").service("bad").hold("lifecycle-hung").hold("lifecycle-bad");
		this.fixture.component("bad").failStart(new IllegalStateException("no"));
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.release("lifecycle-bad");
		assertThat(this.fixture.thread("lifecycle-hung").interruptRequested).isTrue();
		assertThat(outcome).isNotDone();
		this.fixture.release("lifecycle-hung");
		assertThat(outcome).isCompletedExceptionally();
		assertThat(this.fixture.component("hung").stops).isOne();
	}

	@Test
	void failureWhenOtherIgnoresInterruptionThenRollbackDoesNotWaitForIt() {
		this.fixture.service("hung").service("bad").hold("lifecycle-hung").hold("lifecycle-bad");
		this.fixture.component("bad").failStart(new IllegalStateException("no"));
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.release("lifecycle-bad");
		this.fixture.advance(Duration.ofSeconds(2));
		assertThat(outcome).isCompletedExceptionally();
		this.fixture.release("lifecycle-hung");
		assertThat(this.fixture.component("hung").stops).isOne();
	}

	@Test
	void failureWhenOptionalThenDependentsFailWithItsCause() {
		IllegalStateException cause = new IllegalStateException("no");
		this.fixture.optional("a").optional("b", Dependency.on("a")).optional("c", Dependency.on("b")).service("main");
		this.fixture.component("a").failStart(cause);
		assertThat(this.fixture.begin()).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(this.fixture.changes.stream().filter((change) -> change.to() == ServiceState.FAILED))
			.extracting(StateChange::service)
			.containsExactly("a", "b", "c");
		assertThat(this.fixture.changes.stream().filter((change) -> change.service().equals("c")).toList()).last()
			.satisfies((change) -> assertThat(change.cause()).isInstanceOf(DependencyFailedException.class)
				.hasRootCause(cause));
	}

	@Test
	void failureWhenOptionalWhileStillStartingThenReadinessStays() {
		this.fixture.optional("late").service("main").hold("lifecycle-late");
		this.fixture.component("late").failStart(new IllegalStateException("no"));
		assertThat(this.fixture.begin()).isCompleted();
		this.fixture.release("lifecycle-late");
		assertThat(this.fixture.state("late")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void startTimeoutWhenOverThenFailsWithStackAndInterrupts() {
		this.fixture.service("db").startTimeout("db", Duration.ofSeconds(3)).hold("lifecycle-db");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(3));
		assertThat(EngineFixture.failure(outcome).description()).startsWith(
				"db: start() did not return within 3.0 s (1 attempt, 3.0 s)\n\nThe thread was here:\n   at Stuck.");
		assertThat(EngineFixture.failure(outcome).advice()).isEqualTo("Find out what the thread waits for. "
				+ "If it only needs more time, raise 'lifecycle.services.db.start-timeout'.");
		assertThat(EngineFixture.failure(outcome)).cause()
			.satisfies((failure) -> assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo("Stuck"));
		assertThat(this.fixture.thread("lifecycle-db").interruptRequested).isTrue();
	}

	@Test
	void startTimeoutWhenMultipliedThenLonger() {
		this.fixture
			.settings((s) -> new EngineSettings(2.0, s.startupTimeout(), s.startTimeout(), s.readinessTimeout(),
					s.dependencyTimeout(), s.optionalDependencyTimeout(), s.maxParallelStarts(), s.retry(),
					s.checkRetryInterval(), s.shutdownTimeout(), s.stopTimeout(), s.progressInterval(), s.monitoring(),
					s.restarting()))
			.service("db")
			.startTimeout("db", Duration.ofSeconds(3))
			.hold("lifecycle-db");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofMillis(5999));
		assertThat(outcome).isNotDone();
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(outcome).isCompletedExceptionally();
	}

	@Test
	void lateReturnWhenAbandonedThenStoppedAtOnce() {
		this.fixture.optional("db").startTimeout("db", Duration.ofSeconds(3)).hold("lifecycle-db");
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(3));
		this.fixture.release("lifecycle-db");
		assertThat(this.fixture.log).containsSubsequence("db FAILED", "start db", "stop db");
		assertThat(this.fixture.component("db").stops).isOne();
	}

	@Test
	void lateReturnWhenEngineIsClosedThenStoppedStill() {
		this.fixture.optional("db").startTimeout("db", Duration.ofSeconds(3)).hold("lifecycle-db");
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(3));
		this.fixture.stop();
		this.fixture.engine().close();
		this.fixture.release("lifecycle-db");
		assertThat(this.fixture.component("db").stops).isOne();
	}

	@Test
	void retryWhenEarlierStartHasNotReturnedThenWaitsForIt() {
		this.fixture.retries(1).service("db").startTimeout("db", Duration.ofSeconds(3)).hold("lifecycle-db");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(5));
		assertThat(this.fixture.threadsNamed("lifecycle-db")).isOne();
		this.fixture.release("lifecycle-db");
		this.fixture.advance(Duration.ofMillis(500));
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.log).containsSubsequence("start db", "stop db", "start db", "db READY");
	}

	@Test
	void retryWhenEarlierStartNeverReturnsThenFailsAfterOneMoreTimeout() {
		this.fixture.retries(5).service("db").startTimeout("db", Duration.ofSeconds(3)).hold("lifecycle-db");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofMillis(5999));
		assertThat(outcome).isNotDone();
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(EngineFixture.failure(outcome)).hasMessageContaining("start() did not return within 3.0 s");
		assertThat(this.fixture.threadsNamed("lifecycle-db")).isOne();
	}

	@Test
	void beginWhenStartOfEarlierRoundHasNotReturnedThenWaitsForIt() {
		this.fixture.service("db").hold("lifecycle-db");
		this.fixture.begin();
		this.fixture.stop();
		this.fixture.advance(Duration.ofSeconds(2));
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		assertThat(this.fixture.threadsNamed("lifecycle-db")).isOne();
		this.fixture.release("lifecycle-db");
		this.fixture.advance(Duration.ZERO);
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.log).containsSubsequence("start db", "stop db", "start db", "db READY");
	}

	@Test
	void startupTimeoutWhenOverThenNamesWhatIsPending() {
		this.fixture.service("web", Dependency.on("db"))
			.service("db")
			.startTimeout("db", Duration.ofMinutes(10))
			.hold("lifecycle-db");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofMinutes(6));
		assertThat(EngineFixture.failure(outcome))
			.hasMessageStartingWith("start-up did not complete within 300.0 s: "
					+ "'db' is STARTING (in Stuck.inside); 'web' is waiting for db\n\nThe thread was here:\n")
			.hasMessageEndingWith("raise 'lifecycle.startup.timeout'.");
	}

	@Test
	void awaitReadyWhenInsideStartThenThrows() {
		this.fixture.service("db");
		this.fixture.component("db").whenStarted = () -> {
			try {
				this.fixture.engine().awaitReady(Duration.ofSeconds(1));
			}
			catch (InterruptedException ex) {
				throw new IllegalArgumentException(ex);
			}
		};
		assertThat(EngineFixture.failure(this.fixture.begin())).hasRootCauseInstanceOf(IllegalStateException.class)
			.hasMessageContaining("would never end");
	}

	@Test
	void awaitReadyWhenTimeoutIsForeverThenWorks() throws InterruptedException {
		this.fixture.begin();
		assertThat(this.fixture.engine().awaitReady(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "lifecycle-db", "lifecycle-db-check-ok" })
	void threadWhenItCannotBeStartedThenFails(String name) {
		this.fixture.service("db").check("db", "ok", ReadinessResult::ready).threadFactory((task) -> new Thread() {
			@Override
			public synchronized void start() {
				if (getName().equals(name)) {
					throw new OutOfMemoryError("unable to create native thread");
				}
				task.run();
			}
		});
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(100));
		assertThat(EngineFixture.failure(outcome)).hasMessageContaining("unable to create native thread");
	}

	@Test
	void threadWhenFactoryThrowsThenOptionalServiceFailsAndItsPermitIsFree() {
		Map<Integer, Integer> calls = new HashMap<>();
		this.fixture.maxParallelStarts(1).optional("a").optional("b").threadFactory((task) -> {
			if (calls.merge(0, 1, Integer::sum) == 1) {
				throw new IllegalStateException("no more threads");
			}
			return this.fixture.thread(task);
		});
		this.fixture.begin();
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
		this.fixture.advance(Duration.ofMinutes(10));
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.component("a").stops).isZero();
	}

	@Test
	void listenerWhenItThrowsThenOthersAreToldAndEngineGoesOn() {
		this.fixture.listeners.add(0, new EngineListener() {
			@Override
			public void stateChanged(StateChange change) {
				throw new AssertionError("listener");
			}
		});
		this.fixture.service("a").service("b", Dependency.on("a", DependencyType.SOFT));
		assertThat(this.fixture.begin()).isCompleted();
		assertThat(this.fixture.log).contains("b READY");
	}

	@Test
	void snapshotWhenStateChangesThenReadyOnlyWithAllRequiredReady() {
		this.fixture.service("a").service("b", Dependency.on("a")).optional("c", Dependency.on("b"));
		this.fixture.listener(new EngineListener() {
			@Override
			public void stateChanged(StateChange change) {
				EngineSnapshot snapshot = StartFailureTests.this.fixture.engine().snapshot();
				boolean allReady = snapshot.services()
					.stream()
					.filter((status) -> !status.name().equals("c"))
					.allMatch((status) -> status.state() == ServiceState.READY);
				if (snapshot.ready() && !allReady) {
					StartFailureTests.this.fixture.log.add("inconsistent");
				}
			}
		});
		this.fixture.begin();
		this.fixture.stop("b", "c");
		this.fixture.begin();
		this.fixture.stop();
		assertThat(this.fixture.log).doesNotContain("inconsistent");
	}

}
