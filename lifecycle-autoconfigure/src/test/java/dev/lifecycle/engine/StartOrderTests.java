package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupReport;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order in which services start.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class StartOrderTests {

	private final EngineFixture fixture = new EngineFixture();

	@Test
	void beginWhenNoServicesThenSucceeds() {
		assertThat(this.fixture.begin()).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void beginWhenRequiredEdgeThenDependentStartsAfterDependencyIsReady() {
		this.fixture.service("web", Dependency.on("db")).service("db");
		assertThat(this.fixture.begin()).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(this.fixture.log).containsSubsequence("start db", "db READY", "start web", "web READY",
				"start-up completed");
	}

	@Test
	void beginWhenIndependentThenSlowOneDelaysNobody() {
		this.fixture.service("slow").service("a").service("b", Dependency.on("a")).hold("lifecycle-slow");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
		assertThat(outcome).isNotDone();
		this.fixture.release("lifecycle-slow");
		assertThat(outcome).isCompleted();
	}

	@Test
	void beginWhenSoftEdgeThenWaitsForStartOnly() {
		this.fixture.service("web", Dependency.on("cache", DependencyType.SOFT))
			.service("cache")
			.check("cache", "warm", () -> ReadinessResult.notReady("cold"))
			.hold("lifecycle-cache");
		this.fixture.begin();
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.WAITING);
		this.fixture.release("lifecycle-cache");
		assertThat(this.fixture.state("cache")).isEqualTo(ServiceState.VALIDATING);
		assertThat(this.fixture.status("web").state()).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.status("web").degraded()).isFalse();
	}

	@Test
	void beginWhenSoftDependencyFailsThenDependentStarts() {
		this.fixture.service("web", Dependency.on("cache", DependencyType.SOFT)).optional("cache");
		this.fixture.component("cache").failStart(new IllegalStateException("no"));
		assertThat(this.fixture.begin()).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(this.fixture.status("web").degraded()).isFalse();
	}

	@Test
	void beginWhenOptionalDependencyIsReadyThenNotDegraded() {
		this.fixture.service("web", Dependency.on("cache", DependencyType.OPTIONAL)).optional("cache");
		this.fixture.begin();
		assertThat(this.fixture.log).containsSubsequence("cache READY", "start web");
		assertThat(this.fixture.status("web").degraded()).isFalse();
	}

	@Test
	void beginWhenOptionalDependencyFailsThenDependentStartsDegraded() {
		this.fixture.service("web", Dependency.on("cache", DependencyType.OPTIONAL)).optional("cache");
		this.fixture.component("cache").failStart(new IllegalStateException("no"));
		assertThat(this.fixture.begin()).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(this.fixture.status("web").degraded()).isTrue();
		assertThat(this.fixture.component("cache").stops).isOne();
	}

	@Test
	void beginWhenOptionalDependencyIsLateThenDependentIsDegradedUntilItIsReady() {
		this.fixture.service("web", Dependency.on("cache", DependencyType.OPTIONAL))
			.optional("cache")
			.hold("lifecycle-cache");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofMillis(9999));
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.WAITING);
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(outcome).isCompleted();
		assertThat(this.fixture.status("web").degraded()).isTrue();
		this.fixture.release("lifecycle-cache");
		assertThat(this.fixture.status("web").degraded()).isFalse();
	}

	@Test
	void optionalClockWhenOtherDependencyPendingThenNotRunning() {
		this.fixture.service("web", Dependency.on("db"), Dependency.on("cache", DependencyType.OPTIONAL))
			.service("db")
			.optional("cache")
			.hold("lifecycle-cache")
			.hold("lifecycle-db");
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(30));
		this.fixture.release("lifecycle-db");
		this.fixture.advance(Duration.ofSeconds(9));
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.WAITING);
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.READY);
	}

	@Test
	void optionalEdgeWhenItHasTimeoutThenThatOneCounts() {
		this.fixture
			.service("web", new Dependency("cache", DependencyType.OPTIONAL, Duration.ofSeconds(2), "", "", false))
			.optional("cache")
			.hold("lifecycle-cache");
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.READY);
	}

	@Test
	void optionalEdgeWhenDependencyAbsentThenNotDegraded() {
		this.fixture.service("web", Dependency.on("cache", DependencyType.OPTIONAL));
		assertThat(this.fixture.begin()).isCompleted();
		assertThat(this.fixture.status("web").degraded()).isFalse();
	}

	@Test
	void requiredEdgeWhenTimeoutIsOverThenDependentFailsNamingWhatItWaitedFor() {
		this.fixture.service("web", new Dependency("db", DependencyType.REQUIRED, Duration.ofSeconds(3), "", "", false))
			.service("db")
			.hold("lifecycle-db");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(30));
		assertThat(EngineFixture.failure(outcome))
			.hasMessageStartingWith("web: waited 3.0 s for 'db', which is " + "STARTING (in Stuck.inside)")
			.cause()
			.isInstanceOf(ServiceTimeoutException.class)
			.satisfies((failure) -> assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo("Stuck"));
	}

	@Test
	void requiredEdgeWhenMetInTimeThenItsClockStops() {
		this.fixture.service("web", new Dependency("db", DependencyType.REQUIRED, Duration.ofSeconds(3), "", "", false))
			.service("db")
			.hold("lifecycle-web");
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(10));
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.STARTING);
	}

	@Test
	void beginWhenChainOf200OnOnePermitThenCompletes() {
		this.fixture.maxParallelStarts(1).service("s0");
		for (int i = 1; i < 200; i++) {
			this.fixture.service("s" + i, Dependency.on("s" + (i - 1)));
		}
		assertThat(this.fixture.begin()).isCompletedWithValueMatching(StartupReport::isSuccessful);
	}

	@Test
	void beginWhen500IndependentOnFourPermitsThenNeverMoreThanFourStart() {
		this.fixture.maxParallelStarts(4);
		for (int i = 0; i < 500; i++) {
			this.fixture.service("s" + i);
		}
		List<Long> starting = new ArrayList<>();
		this.fixture.listener(new EngineListener() {
			@Override
			public void stateChanged(StateChange change) {
				starting.add(StartOrderTests.this.fixture.engine()
					.snapshot()
					.services()
					.stream()
					.filter((status) -> status.state() == ServiceState.STARTING)
					.count());
			}
		});
		assertThat(this.fixture.begin()).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(starting).contains(4L).allMatch((number) -> number <= 4);
	}

	@Test
	void permitWhenScarceThenLongestRemainingPathGoesFirst() {
		this.fixture.maxParallelStarts(1)
			.service("alone")
			.service("short")
			.service("mid", Dependency.on("short"))
			.service("long1")
			.service("long2", Dependency.on("long1"))
			.service("long3", Dependency.on("long2"));
		this.fixture.begin();
		assertThat(this.fixture.log.stream().filter((line) -> line.startsWith("start "))).containsExactly("start long1",
				"start short", "start long2", "start alone", "start mid", "start long3");
	}

	@Test
	void permitWhenStartIsAbandonedThenFree() {
		this.fixture.maxParallelStarts(1)
			.optional("hung", Dependency.on("first"))
			.service("first")
			.service("other", Dependency.on("first"))
			.service("next", Dependency.on("other"))
			.startTimeout("other", Duration.ofSeconds(1));
		this.fixture.hold("lifecycle-hung");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(61));
		assertThat(outcome).isCompletedWithValueMatching(StartupReport::isSuccessful);
		assertThat(this.fixture.log).contains("hung FAILED");
	}

	@Test
	void permitWhenRetryPausesThenFree() {
		this.fixture.retries(1).maxParallelStarts(1).service("a").service("after", Dependency.on("a")).service("b");
		this.fixture.component("a").failStart(new IllegalStateException("once"));
		this.fixture.begin();
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.state("a")).isEqualTo(ServiceState.STARTING);
	}

	@Test
	void phaseWhenEarlierOneIsNotOverThenWaits() {
		this.fixture.phase("one", null, true)
			.phase("two", null, true)
			.inPhase("one", "a", true)
			.inPhase("two", "b", true)
			.hold("lifecycle-a");
		this.fixture.begin();
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.WAITING);
		this.fixture.release("lifecycle-a");
		assertThat(this.fixture.state("b")).isEqualTo(ServiceState.READY);
	}

	@Test
	void phaseWhenOptionalServiceFailsThenEnds() {
		this.fixture.phase("one", null, true)
			.phase("two", null, true)
			.inPhase("one", "a", false)
			.inPhase("two", "b", true);
		this.fixture.component("a").failStart(new IllegalStateException("no"));
		assertThat(this.fixture.begin()).isCompletedWithValueMatching(StartupReport::isSuccessful);
	}

	@Test
	void phaseWhenOneBetweenHasNothingToStartThenLaterOneStillWaits() {
		this.fixture.phase("one", null, true)
			.phase("two", null, true)
			.phase("three", null, true)
			.inPhase("one", "a", true)
			.inPhase("two", "manual", true)
			.inPhase("three", "c", true)
			.hold("lifecycle-a");
		this.fixture.begin(List.of("a", "c"));
		assertThat(this.fixture.state("c")).isEqualTo(ServiceState.WAITING);
		this.fixture.release("lifecycle-a");
		assertThat(this.fixture.state("c")).isEqualTo(ServiceState.READY);
	}

	@Test
	void phaseWhenNotParallelThenOneByOne() {
		this.fixture.phase("one", null, false)
			.inPhase("one", "c", true)
			.inPhase("one", "b", true)
			.inPhase("one", "a", true, Dependency.on("c"));
		this.fixture.begin();
		assertThat(this.fixture.log).containsSubsequence("start b", "b READY", "start c", "c READY", "start a");
	}

	@Test
	void phaseWhenTimeoutIsOverThenFailsWhatStillStarts() {
		this.fixture.phase("one", Duration.ofSeconds(5), true)
			.inPhase("one", "a", true)
			.inPhase("one", "b", false)
			.hold("lifecycle-a")
			.hold("lifecycle-b");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(8));
		assertThat(EngineFixture.failure(outcome))
			.hasMessageStartingWith("a: phase 'one' did not end within 5.0 s while the service was STARTING");
	}

	@Test
	void phaseTimeoutWhenPhaseEndsThenForgotten() {
		this.fixture.phase("one", Duration.ofSeconds(5), true).inPhase("one", "a", true).service("b");
		this.fixture.begin();
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	@Test
	void phaseTimeoutWhenStartedAgainThenCountsFromTheSecondStart() {
		this.fixture.phase("one", Duration.ofSeconds(5), true).inPhase("one", "a", true).hold("lifecycle-a");
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(1));
		this.fixture.stop();
		this.fixture.advance(Duration.ofSeconds(2));
		this.fixture.release("lifecycle-a");
		this.fixture.hold("lifecycle-a");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(4));
		assertThat(outcome).isNotDone();
		this.fixture.release("lifecycle-a");
		assertThat(outcome).isCompletedWithValueMatching(StartupReport::isSuccessful);
	}

	@Test
	void timersWhenAllReadyThenNoneIsLeft() {
		this.fixture
			.service("web", new Dependency("db", DependencyType.REQUIRED, Duration.ofSeconds(3), "", "", false),
					Dependency.on("cache", DependencyType.OPTIONAL))
			.service("db")
			.optional("cache")
			.check("db", "ok", ReadinessResult::ready);
		this.fixture.begin();
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	@Test
	void beginWhenComponentAlreadyRunsThenStartIsSkipped() {
		this.fixture.service("early");
		this.fixture.component("early").running = true;
		assertThat(this.fixture.begin()).isCompleted();
		assertThat(this.fixture.component("early").starts).isZero();
	}

	@Test
	void reportWhenSuccessfulThenNamesCriticalPath() {
		this.fixture.service("web", Dependency.on("db"), Dependency.on("cache"))
			.service("db")
			.service("cache")
			.hold("lifecycle-db");
		CompletableFuture<StartupReport> outcome = this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(3));
		this.fixture.release("lifecycle-db");
		assertThat(outcome.join().criticalPath()).containsExactly("db", "web");
		assertThat(outcome.join().total()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void progressWhenStartupTakesLongThenTellsWhatItWaitsFor() {
		this.fixture.service("web", Dependency.on("db")).service("db").hold("lifecycle-db");
		this.fixture.begin();
		this.fixture.advance(Duration.ofSeconds(10));
		assertThat(this.fixture.pending).containsExactly("'db' is STARTING (in Stuck.inside)",
				"'web' is waiting for db");
	}

}
