package dev.lifecycle.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupReport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the readiness contract between start and READY.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class ContractTests {

	private final EngineFixture fixture = new EngineFixture();

	private final AtomicInteger calls = new AtomicInteger();

	@Test
	void checksWhenSeveralThenRunInParallel() {
		this.fixture.service("db")
			.check("db", "slow", ReadinessResult::ready)
			.check("db", "fast", this::countAndPass)
			.hold("lifecycle-db-check-slow");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		assertThat(this.calls).hasValue(1);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.VALIDATING);
		this.fixture.release("lifecycle-db-check-slow");
		assertThat(outcome).isCompleted();
	}

	@Test
	void checkWhenNotReadyThenTriedAgainWithDoublingPause() {
		this.fixture.service("db").check("db", "ok", () -> {
			this.calls.incrementAndGet();
			return (this.calls.get() < 3) ? ReadinessResult.notReady("password=abc") : ReadinessResult.ready();
		});
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		assertThat(this.fixture.status("db").failingCheck()).isEqualTo("ok: password=******");
		this.fixture.advance(Duration.ofMillis(200));
		assertThat(this.calls).hasValue(2);
		this.fixture.advance(Duration.ofMillis(399));
		assertThat(this.calls).hasValue(2);
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.status("db").failingCheck()).isNull();
	}

	@Test
	void checkWhenItThrowsThenNotReady() {
		this.fixture.service("db").check("db", "ok", () -> {
			throw new IllegalStateException("not yet there");
		});
		this.fixture.begin();
		assertThat(this.fixture.status("db").failingCheck()).isEqualTo("ok: not yet there");
	}

	@Test
	@SuppressWarnings("NullAway")
	void checkWhenItReturnsNullThenNotReady() {
		this.fixture.service("db")
			.check("db", "ok", () -> (this.calls.incrementAndGet() > 1) ? ReadinessResult.ready() : null);
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofMillis(200));
		assertThat(outcome).isCompletedWithValueMatching(StartupReport::isSuccessful);
	}

	@Test
	void checkWhenHungThenInterruptedAndNotCalledAgainBeforeItReturns() {
		this.fixture.service("db").check("db", "ok", this::countAndPass).hold("lifecycle-db-check-ok");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(30));
		assertThat(this.fixture.threadsNamed("lifecycle-db-check-ok")).isOne();
		assertThat(this.fixture.thread("lifecycle-db-check-ok").interruptRequested).isTrue();
		assertThat(this.fixture.status("db").failingCheck()).isEqualTo("ok: no answer within 5.0 s");
		this.fixture.release("lifecycle-db-check-ok");
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.VALIDATING);
		this.fixture.advance(Duration.ofMillis(200));
		assertThat(outcome).isCompleted();
		assertThat(this.calls).hasValue(1);
		assertThat(this.fixture.threadsNamed("lifecycle-db-check-ok")).isEqualTo(2);
	}

	@Test
	void readinessTimeoutWhenOverThenFailsWithReasonAndStops() {
		this.fixture.service("db")
			.check("db", "ok", () -> ReadinessResult.notReady("replica lag"))
			.readinessTimeout("db", Duration.ofSeconds(2));
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(2));
		assertThat(EngineFixture.failure(outcome))
			.hasMessageStartingWith("db: not ready within 2.0 s, ok: replica lag (1 attempt, 2.0 s)\n\n")
			.hasMessageEndingWith("raise 'lifecycle.services.db.readiness-timeout'.");
		assertThat(this.fixture.component("db").stops).isOne();
	}

	@Test
	void readinessTimeoutWhenCheckHangsThenHasItsStack() {
		this.fixture.service("db")
			.check("db", "ok", ReadinessResult::ready)
			.readinessTimeout("db", Duration.ofSeconds(8))
			.hold("lifecycle-db-check-ok");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(8));
		assertThat(EngineFixture.failure(outcome)).cause()
			.satisfies((failure) -> assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo("Stuck"));
	}

	@Test
	void stopWhenValidatingThenChecksAreInterruptedAndServiceIsStopped() {
		this.fixture.service("db").check("db", "ok", ReadinessResult::ready).hold("lifecycle-db-check-ok");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.stop();
		assertThat(outcome).isCompletedExceptionally();
		assertThat(this.fixture.thread("lifecycle-db-check-ok").interruptRequested).isTrue();
		assertThat(this.fixture.component("db").stops).isOne();
		this.fixture.release("lifecycle-db-check-ok");
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.STOPPED);
	}

	@Test
	void retriesWhenUsedUpThenFailsAtOnce() {
		this.fixture.service("db").check("db", check(2, true));
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofMillis(599));
		assertThat(outcome).isNotDone();
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(EngineFixture.failure(outcome))
			.hasMessageStartingWith("db: not ready, lag: 5 s behind (3 calls) (1 attempt, 600 ms)\n\n");
		assertThat(this.fixture.component("db").stops).isOne();
		this.fixture.advance(Duration.ofSeconds(10));
		assertThat(this.calls).hasValue(3);
	}

	@Test
	void checkThatIsNotCriticalWhenItFailsThenReadyAndDegraded() {
		this.fixture.service("db").check("db", check(null, false));
		assertThat(this.fixture.begin()).isCompleted();
		assertThat(this.fixture.status("db").degradedBecause()).containsExactly("lag: 5 s behind");
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void checkThatIsNotCriticalWhenItHasRetriesThenTheyComeFirst() {
		this.fixture.service("db").check("db", check(1, false));
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		assertThat(outcome).isNotDone();
		this.fixture.advance(Duration.ofMillis(200));
		assertThat(outcome).isCompleted();
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void checkThatIsNotCriticalWhenItHangsThenReadyAfterItsTimeout() {
		this.fixture.service("db").check("db", check(null, false)).hold("lifecycle-db-check-lag");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(5));
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.status("db").degradedBecause()).containsExactly("lag: no answer within 5.0 s");
	}

	@Test
	void checkThatKeepsItsTimeLimitWhenLateThenTellsWhy() {
		this.fixture.service("db")
			.check("db", new ContractCheck("slow", Duration.ofSeconds(5),
					() -> ReadinessResult.notReady("no answer from db:5432"), null, true, null, Duration.ofMillis(500)))
			.hold("lifecycle-db-check-slow");
		this.fixture.begin();
		this.fixture.advance(Duration.ofMillis(5400));
		this.fixture.release("lifecycle-db-check-slow");
		assertThat(this.fixture.status("db").failingCheck()).isEqualTo("slow: no answer from db:5432");
	}

	@Test
	void checkThatKeepsItsTimeLimitWhenHungThenIsGivenUpAfterItsGrace() {
		this.fixture.service("db")
			.check("db",
					new ContractCheck("slow", Duration.ofSeconds(5), ReadinessResult::ready, null, true, null,
							Duration.ofMillis(500)))
			.hold("lifecycle-db-check-slow");
		this.fixture.begin();
		this.fixture.advance(Duration.ofMillis(5500));
		assertThat(this.fixture.status("db").failingCheck()).isEqualTo("slow: no answer within 5.0 s");
	}

	private ContractCheck check(@Nullable Integer retries, boolean critical) {
		return new ContractCheck("lag", Duration.ofSeconds(5), () -> {
			this.calls.incrementAndGet();
			return ReadinessResult.notReady("5 s behind");
		}, retries, critical, null);
	}

	private ReadinessResult countAndPass() {
		this.calls.incrementAndGet();
		return ReadinessResult.ready();
	}

}
