package dev.lifecycle.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.EngineSettings.Monitoring;
import dev.lifecycle.engine.EngineSettings.Restarting;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for restarts that nobody has asked for.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class AutomaticRestartTests {

	private static final Duration AFTER = Duration.ofSeconds(30);

	private static final Duration COOL_DOWN = Duration.ofMinutes(1);

	private static final Duration WINDOW = Duration.ofMinutes(10);

	private static final Duration INTERVAL = EngineFixture.INTERVAL;

	private final EngineFixture fixture = new EngineFixture().monitoring(new Monitoring(1, 1, null, 10))
		.restarting(restarting(true))
		.listener(new Recorder());

	private final Map<String, String> problems = new HashMap<>();

	private final List<String> restarts = new ArrayList<>();

	private final List<String> exhausted = new ArrayList<>();

	@Test
	void serviceThatIsNotReadyIsRestartedAfterAWhile() {
		watched("db").begin();
		lose("db", "stale");
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.NOT_READY);
		this.fixture.advance(AFTER.minusMillis(1));
		assertThat(this.restarts).isEmpty();
		mendWhenStarted("db");
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(this.restarts).containsExactly("[db] because it was not ready for 30.0 s, ping: stale");
		assertThat(this.fixture.component("db").stops).isOne();
		assertThat(this.fixture.component("db").starts).isEqualTo(2);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void serviceThatIsNotReadyIsLeftAloneUnlessSwitchedOn() {
		this.fixture.restarting(Restarting.defaults());
		watched("db").begin();
		lose("db", "down");
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.restarts).isEmpty();
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.NOT_READY);
	}

	@Test
	void serviceThatIsReadyAgainInTimeIsNotRestarted() {
		watched("db").begin();
		for (int i = 0; i < 100; i++) {
			lose("db", "down");
			mend("db");
		}
		this.fixture.advance(AFTER);
		assertThat(this.restarts).isEmpty();
		assertThat(this.fixture.component("db").starts).isOne();
	}

	@Test
	void dependentsAreRestartedWithItAndOthersAreLeftAlone() {
		watched("db").service("auth", Dependency.on("db"))
			.service("web", Dependency.on("auth"))
			.service("audit", Dependency.on("db", DependencyType.OPTIONAL))
			.service("other")
			.begin();
		lose("db", "down");
		mendWhenStarted("db");
		this.fixture.log.clear();
		this.fixture.advance(AFTER);
		assertThat(this.fixture.log.stream().filter((line) -> line.startsWith("st"))).containsExactly("stop web",
				"stop auth", "stop db", "start db", "start auth", "start web");
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void dependentsAreLeftAloneWithoutCascade() {
		this.fixture.restarting(new Restarting(true, AFTER, false, 3, WINDOW, COOL_DOWN));
		watched("db").service("auth", Dependency.on("db")).begin();
		lose("db", "down");
		mendWhenStarted("db");
		this.fixture.advance(AFTER);
		assertThat(this.fixture.component("db").starts).isEqualTo(2);
		assertThat(this.fixture.component("auth").starts).isOne();
	}

	@Test
	void dependentThatIsNotReadyBecauseItsDependencyIsNotIsRestartedOnceWithIt() {
		watched("db").service("auth", Dependency.on("db"));
		watched("web", Dependency.on("auth")).begin();
		this.problems.put("web", "db does not answer");
		this.fixture.advance(Duration.ofSeconds(11));
		lose("db", "down");
		mendWhenStarted("db");
		mendWhenStarted("web");
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.restarts).containsExactly("[db, auth, web] because it was not ready for 30.0 s, ping: down");
		assertThat(this.fixture.component("web").starts).isEqualTo(2);
	}

	@Test
	void dependentIsGivenTimeToMendItselfOnceItsDependencyIsReady() {
		this.fixture.service("postgres").watched("postgres", "ping", () -> check("postgres"));
		this.fixture.component("postgres").restartable = false;
		watched("auth", Dependency.on("postgres")).begin();
		this.problems.put("auth", "no connection");
		lose("postgres", "refused");
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.restarts).isEmpty();
		assertThat(this.fixture.state("auth")).isEqualTo(ServiceState.NOT_READY);
		mend("postgres");
		this.fixture.advance(Duration.ofSeconds(15));
		assertThat(this.restarts).isEmpty();
		mendWhenStarted("auth");
		this.fixture.advance(AFTER);
		assertThat(this.restarts).singleElement().asString().startsWith("[auth] because");
		assertThat(this.fixture.isReady()).isTrue();
		assertThat(this.fixture.component("postgres").stops).isZero();
	}

	@Test
	void serviceWithoutLifecycleIsNotRestartedAndKeepsItsDependents() {
		this.fixture.service("postgres").watched("postgres", "ping", () -> check("postgres"));
		this.fixture.component("postgres").restartable = false;
		this.fixture.service("auth", Dependency.on("postgres")).begin();
		lose("postgres", "refused");
		this.fixture.advance(Duration.ofHours(10));
		assertThat(this.restarts).isEmpty();
		mend("postgres");
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void serviceWithoutLifecycleThatFailedInARestartIsValidatedAgain() {
		this.fixture.service("postgres")
			.check("postgres",
					new ContractCheck("ping", Duration.ofSeconds(5), () -> check("postgres"), 0, true, INTERVAL))
			.service("auth", Dependency.on("postgres"));
		this.fixture.component("postgres").restartable = false;
		this.fixture.begin();
		this.problems.put("postgres", "refused");
		restart("postgres");
		assertThat(this.fixture.state("postgres")).isEqualTo(ServiceState.FAILED);
		this.problems.clear();
		this.fixture.advance(AFTER);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void serviceWhoseRestartFailedIsRestartedAgainAfterTheCoolDown() {
		watched("db").service("web", Dependency.on("db")).service("other").begin();
		lose("db", "down");
		this.fixture.component("db").failStart(new IllegalStateException("1"), new IllegalStateException("2"));
		mendWhenStarted("db");
		this.fixture.advance(AFTER);
		assertThat(List.of(this.fixture.state("db"), this.fixture.state("web"))).containsOnly(ServiceState.FAILED);
		assertThat(this.fixture.state("other")).isEqualTo(ServiceState.READY);
		this.fixture.advance(COOL_DOWN.minusMillis(1));
		assertThat(this.restarts).hasSize(1);
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(this.restarts).hasSize(2);
		assertThat(this.fixture.isReady()).isFalse();
		this.fixture.advance(COOL_DOWN);
		assertThat(this.restarts).hasSize(3)
			.last()
			.isEqualTo("[db, web] because it has failed, IllegalStateException: 2");
		assertThat(this.fixture.isReady()).isTrue();
		assertThat(this.fixture.component("other").stops).isZero();
	}

	@Test
	void serviceWhoseRestartByHandFailedIsRestarted() {
		this.fixture.service("db").service("web", Dependency.on("db")).begin();
		this.fixture.component("db").failStart(new IllegalStateException("no"));
		restart("db");
		assertThat(this.fixture.isReady()).isFalse();
		this.fixture.advance(AFTER);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void serviceThatIsNotReadyAgainSoonIsRestartedNotBeforeTheCoolDown() {
		watched("db").begin();
		mendWhenStarted("db");
		lose("db", "down");
		this.fixture.advance(AFTER);
		assertThat(this.restarts).hasSize(1);
		lose("db", "down again");
		this.fixture.advance(AFTER.plusSeconds(10));
		assertThat(this.restarts).hasSize(1);
		this.fixture.advance(Duration.ofSeconds(20));
		assertThat(this.restarts).hasSize(2);
	}

	@Test
	void serviceFailsWhenItsBudgetIsUsedUp() {
		watched("db").service("web", Dependency.on("db")).begin();
		exhaust("db");
		assertThat(this.restarts).hasSize(3);
		assertThat(this.exhausted).singleElement()
			.asString()
			.matches("db 3 times within PT10M: it was not ready for [\\d.]+ s, ping: down");
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.READY);
		assertThat(this.fixture.isReady()).isFalse();
		assertThat(run("db").restarts().exhausted()).startsWith("restarted 3 times within 600.0 s, then it was not");
		this.problems.clear();
		this.fixture.advance(Duration.ofHours(10));
		assertThat(this.restarts).hasSize(3);
		assertThat(this.exhausted).hasSize(1);
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	@Test
	void serviceThatKeepsFailingToStartUsesUpItsBudget() {
		watched("db").service("web", Dependency.on("db")).begin();
		lose("db", "down");
		this.fixture.component("db").failStart(failures(10));
		this.fixture.advance(Duration.ofMinutes(5));
		assertThat(this.restarts).hasSize(3);
		assertThat(this.exhausted).containsExactly("db 3 times within PT10M: it has failed, IllegalStateException: no");
		assertThat(this.fixture.component("db").starts).isEqualTo(4);
		assertThat(run("web").restarts().exhausted()).isNull();
	}

	@Test
	void exhaustedServiceIsMendedByHandWithANewBudget() {
		watched("db").service("web", Dependency.on("db")).begin();
		exhaust("db");
		this.problems.clear();
		assertThat(restart("db")).isCompletedWithValue(null);
		assertThat(this.fixture.isReady()).isTrue();
		assertThat(run("db").restarts()).isEqualTo(new ServiceRestarts(null, null, List.of(), restarting(true)));
		assertThat(this.fixture.component("db").stops).isEqualTo(4);
		this.restarts.clear();
		lose("db", "down");
		this.fixture.advance(AFTER);
		assertThat(this.restarts).hasSize(1);
	}

	@Test
	void exhaustedServiceIsStoppedWithTheOthersOnce() {
		watched("db").service("web", Dependency.on("db")).begin();
		exhaust("db");
		this.fixture.log.clear();
		assertThat(this.fixture.stop()).isCompleted();
		assertThat(this.fixture.log).containsSubsequence("stop web", "stop db");
		assertThat(this.fixture.component("db").stops).isEqualTo(this.fixture.component("db").starts);
		this.problems.clear();
		assertThat(this.fixture.begin()).isCompleted();
	}

	@Test
	void exhaustedServiceIsStoppedBeforeAnotherStartupStartsIt() {
		watched("db").service("web", Dependency.on("db")).begin();
		exhaust("db");
		this.problems.clear();
		this.fixture.log.clear();
		assertThat(this.fixture.begin()).isCompleted();
		assertThat(this.fixture.log.stream().filter((line) -> line.startsWith("st"))).startsWith("stop web", "stop db",
				"start db", "start web");
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void exhaustedServiceIsMendedWithWhatItRequires() {
		watched("db");
		watched("web", Dependency.on("db")).begin();
		exhaust("web");
		this.problems.clear();
		lose("db", "down");
		mendWhenStarted("db");
		this.fixture.advance(AFTER);
		assertThat(this.fixture.isReady()).isTrue();
		assertThat(run("web").restarts().exhausted()).isNull();
	}

	@Test
	void restartsCountWithinTheWindowOnly() {
		watched("db").begin();
		mendWhenStarted("db");
		for (int i = 0; i < 20; i++) {
			lose("db", "down");
			this.fixture.advance(AFTER);
			this.fixture.advance(Duration.ofMinutes(4));
		}
		assertThat(this.restarts).hasSize(20);
		assertThat(this.exhausted).isEmpty();
		assertThat(run("db").restarts().begun()).hasSizeLessThanOrEqualTo(3);
		Instant now = this.fixture.coordinator.now();
		assertThat(run("db").restarts().counting(now)).hasSize(2);
		assertThat(run("db").restarts().counting(now.plus(WINDOW))).isEmpty();
	}

	@Test
	void optionalServiceThatKeepsLosingReadinessUsesUpItsBudgetToo() {
		this.fixture.optional("cache")
			.watched("cache", "ping", () -> check("cache"))
			.service("web", Dependency.on("cache", DependencyType.OPTIONAL))
			.begin();
		exhaust("cache");
		assertThat(this.exhausted).hasSize(1);
		assertThat(this.fixture.state("cache")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.status("web").degraded()).isTrue();
		assertThat(this.fixture.isReady()).isTrue();
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.fixture.component("cache").starts).isEqualTo(4);
	}

	@Test
	void optionalServiceWhoseRestartFailsIsRecoveredInTheBackground() {
		this.fixture.optional("cache").watched("cache", "ping", () -> check("cache")).begin();
		lose("cache", "down");
		this.fixture.component("cache").failStart(failures(8));
		mendWhenStarted("cache");
		this.fixture.advance(AFTER);
		this.fixture.advance(Duration.ofMinutes(3));
		assertThat(this.fixture.state("cache")).isEqualTo(ServiceState.READY);
		assertThat(this.restarts).hasSize(1);
		assertThat(this.exhausted).isEmpty();
	}

	@Test
	void restartUnderWayIsTold() {
		watched("db").service("web", Dependency.on("db")).begin();
		lose("db", "down");
		this.fixture.hold("lifecycle-db-stop");
		this.fixture.advance(AFTER.minusMillis(1));
		assertThat(run("db").restarts().underWay()).isNull();
		mendWhenStarted("db");
		this.fixture.advance(Duration.ofMillis(1));
		assertThat(run("db").restarts().underWay()).isEqualTo("it was not ready for 30.0 s, ping: down");
		this.fixture.hold("lifecycle-db").release("lifecycle-db-stop");
		assertThat(run("db").restarts().underWay()).isEqualTo("it was not ready for 30.0 s, ping: down");
		assertThat(run("web").restarts().underWay()).isEqualTo("with 'db'");
		this.fixture.hold("lifecycle-web").release("lifecycle-db");
		assertThat(run("db").restarts().underWay()).isNull();
		assertThat(run("web").restarts().underWay()).isEqualTo("with 'db'");
		this.fixture.release("lifecycle-web");
		assertThat(run("web").restarts().underWay()).isNull();
	}

	@Test
	void restartByHandIsToldAsSuch() {
		this.fixture.service("db").begin();
		this.fixture.hold("lifecycle-db");
		restart("db");
		assertThat(run("db").restarts().underWay()).isEqualTo("by hand");
		assertThat(this.restarts).containsExactly("[db] by hand");
		this.fixture.stop();
		assertThat(run("db").restarts().underWay()).isNull();
	}

	@Test
	void stopEndsAutomaticRestarts() {
		watched("db").begin();
		lose("db", "down");
		this.fixture.stop();
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.restarts).isEmpty();
		assertThat(this.fixture.component("db").starts).isOne();
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	@Test
	void stopWhileRestartingStopsOnce() {
		watched("db").begin();
		lose("db", "down");
		this.fixture.hold("lifecycle-db");
		this.fixture.advance(AFTER);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.STARTING);
		CompletableFuture<Void> stopped = this.fixture.stop();
		this.fixture.release("lifecycle-db");
		assertThat(stopped).isCompleted();
		this.fixture.advance(Duration.ofHours(1));
		assertThat(this.fixture.component("db").stops).isEqualTo(2);
		assertThat(this.fixture.component("db").starts).isEqualTo(2);
	}

	@Test
	void noRestartDuringStartup() {
		watched("db").service("slow").hold("lifecycle-slow").begin();
		lose("db", "down");
		this.fixture.advance(AFTER);
		assertThat(this.restarts).isEmpty();
		mend("db");
		this.fixture.release("lifecycle-slow");
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void optionalServiceThatLostReadinessDuringStartupIsRestartedAfterIt() {
		this.fixture.optional("cache").watched("cache", "ping", () -> check("cache"));
		this.fixture.service("slow").hold("lifecycle-slow").begin();
		lose("cache", "down");
		this.fixture.advance(Duration.ofSeconds(40));
		assertThat(this.restarts).isEmpty();
		mendWhenStarted("cache");
		this.fixture.release("lifecycle-slow");
		this.fixture.advance(AFTER);
		assertThat(this.restarts).hasSize(1);
		assertThat(this.fixture.state("cache")).isEqualTo(ServiceState.READY);
	}

	@Test
	void restartThatCameLateIsNotDoneForAServiceThatIsReadyAgain() {
		watched("db").service("web", Dependency.on("db")).begin();
		this.fixture.hold("lifecycle-web");
		restart("web");
		lose("db", "down");
		this.fixture.advance(AFTER);
		assertThat(this.restarts).containsExactly("[web] by hand");
		mend("db");
		this.fixture.release("lifecycle-web");
		assertThat(this.restarts).containsExactly("[web] by hand");
		assertThat(this.fixture.component("db").starts).isOne();
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void restartOfWhatAnotherRestartWaitsForBeginsAtOnce() {
		watched("db").service("web", Dependency.on("db")).begin();
		lose("db", "down");
		CompletableFuture<@Nullable Void> result = restart("web");
		assertThat(this.fixture.state("web")).isEqualTo(ServiceState.WAITING);
		mendWhenStarted("db");
		this.fixture.advance(AFTER);
		assertThat(this.fixture.component("db").starts).isEqualTo(2);
		assertThat(this.fixture.component("web").starts).isEqualTo(2);
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void waitingRestartsThatArePartOfAnotherAreDoneWithIt() {
		this.fixture.service("a").service("b", Dependency.on("a")).service("c", Dependency.on("b")).begin();
		this.fixture.hold("lifecycle-c-stop");
		CompletableFuture<@Nullable Void> first = restart("c");
		CompletableFuture<@Nullable Void> second = restart("b");
		CompletableFuture<@Nullable Void> third = restart("a");
		this.fixture.release("lifecycle-c-stop");
		assertThat(List.of(first, second, third)).allMatch(CompletableFuture::isDone);
		assertThat(this.fixture.component("b").starts).isEqualTo(2);
		assertThat(this.restarts).containsExactly("[c] by hand", "[a, b, c] by hand");
	}

	@Test
	void requestThatIsPartOfAWaitingRestartIsDoneWithIt() {
		this.fixture.service("a").service("b", Dependency.on("a")).service("c", Dependency.on("b")).begin();
		this.fixture.hold("lifecycle-c-stop");
		restart("c");
		restart("a");
		CompletableFuture<@Nullable Void> result = restart("b");
		this.fixture.release("lifecycle-c-stop");
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.restarts).containsExactly("[c] by hand", "[a, b, c] by hand");
	}

	@Test
	void automaticRestartThatWaitsIsDoneByHandIfThatIsAskedFor() {
		watched("db").service("web", Dependency.on("db")).begin();
		this.fixture.hold("lifecycle-web");
		restart("web");
		lose("db", "down");
		this.fixture.advance(AFTER);
		CompletableFuture<@Nullable Void> result = restart("db");
		mendWhenStarted("db");
		mend("db");
		this.fixture.release("lifecycle-web");
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.restarts).containsExactly("[web] by hand", "[db, web] by hand");
		assertThat(run("db").restarts().begun()).isEmpty();
	}

	@Test
	void serviceThatHasNotBeenCheckedForTooLongIsNotRestarted() {
		watched("db").begin();
		this.fixture.coordinator.stall(Duration.ofHours(1));
		assertThat(this.fixture.isReady()).isFalse();
		this.fixture.advance(INTERVAL);
		assertThat(this.fixture.isReady()).isTrue();
		assertThat(this.restarts).isEmpty();
	}

	private void exhaust(String service) {
		for (int i = 0; i < 4; i++) {
			lose(service, "down");
			if (i < 3) {
				mendWhenStarted(service);
			}
			else {
				this.fixture.component(service).whenStarted = () -> {
				};
			}
			while (this.fixture.state(service) == ServiceState.NOT_READY) {
				this.fixture.advance(Duration.ofSeconds(1));
			}
		}
	}

	private EngineFixture watched(String service, Dependency... dependencies) {
		return this.fixture.service(service, dependencies).watched(service, "ping", () -> check(service));
	}

	private ReadinessResult check(String service) {
		String problem = this.problems.get(service);
		return (problem != null) ? ReadinessResult.notReady(problem) : ReadinessResult.ready();
	}

	private void lose(String service, String problem) {
		// A first check may be due at once.
		this.fixture.advance(Duration.ZERO);
		this.problems.put(service, problem);
		while (this.fixture.state(service) == ServiceState.READY) {
			this.fixture.advance(Duration.ofMillis(1));
		}
	}

	private void mend(String service) {
		this.problems.remove(service);
		while (this.fixture.state(service) == ServiceState.NOT_READY) {
			this.fixture.advance(Duration.ofMillis(1));
		}
	}

	private void mendWhenStarted(String service) {
		this.fixture.component(service).whenStarted = () -> this.problems.remove(service);
	}

	private CompletableFuture<@Nullable Void> restart(String service) {
		CompletableFuture<@Nullable Void> result = this.fixture.engine().restart(service, true);
		this.fixture.run();
		return result;
	}

	private ServiceRun run(String service) {
		return this.fixture.engine()
			.snapshot()
			.runs()
			.stream()
			.filter((run) -> run.name().equals(service))
			.findFirst()
			.orElseThrow();
	}

	private static Restarting restarting(boolean enabled) {
		return new Restarting(enabled, AFTER, true, 3, WINDOW, COOL_DOWN);
	}

	private static Throwable[] failures(int number) {
		Throwable[] failures = new Throwable[number];
		for (int i = 0; i < number; i++) {
			failures[i] = new IllegalStateException("no");
		}
		return failures;
	}

	private final class Recorder implements EngineListener {

		@Override
		public void restartBegan(String service, List<String> services, @Nullable String reason) {
			AutomaticRestartTests.this.restarts.add(services + ((reason != null) ? " because " + reason : " by hand"));
		}

		@Override
		public void restartsExhausted(String service, int restarts, Duration window, String reason) {
			AutomaticRestartTests.this.exhausted
				.add(service + " " + restarts + " times within " + window + ": " + reason);
		}

	}

}
