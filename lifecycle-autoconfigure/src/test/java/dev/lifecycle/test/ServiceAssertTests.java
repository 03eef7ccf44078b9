package dev.lifecycle.test;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;

import static dev.lifecycle.test.ReadinessAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServiceAssert}.
 */
class ServiceAssertTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Duration SHORT = Duration.ofMillis(30);

	private final FixedManager ready = new FixedManager().service("db", ServiceState.READY);

	private final FixedManager notReady = new FixedManager().service("db", ServiceState.NOT_READY,
			"ping: no answer within 1.0 s", List.of());

	private final FixedManager failed = new FixedManager().service("db", ServiceState.FAILED);

	private final FixedManager degraded = new FixedManager().service("db", ServiceState.READY, null,
			List.of("lag: 60 s behind"));

	@Test
	void isReadyWhenReadyThenPasses() {
		db(this.ready).isReady();
	}

	@Test
	void isReadyWhenNotReadyThenSaysWhy() {
		this.notReady.service("chat", ServiceState.READY);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.notReady).isReady())
			.withMessageStartingWith("Expecting service 'db' to be READY but it is NOT_READY since "
					+ "2026-01-02T03:04:05Z, ping: no answer within 1.0 s" + System.lineSeparator())
			.withMessageContaining("chat  READY");
	}

	@Test
	void isNotReadyWhenFailedThenPasses() {
		db(this.failed).isNotReady();
	}

	@Test
	void isNotReadyWhenReadyThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.ready).isNotReady())
			.withMessageContaining("'db' not to be READY but it is READY");
	}

	@Test
	void hasFailedWhenFailedThenPasses() {
		db(this.failed).hasFailed();
	}

	@Test
	void hasFailedWhenReadyThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.ready).hasFailed())
			.withMessageContaining("to be FAILED but it is READY");
	}

	@Test
	void isDegradedWhenDegradedThenPasses() {
		db(this.degraded).isDegraded();
	}

	@Test
	void isDegradedWhenNotThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.ready).isDegraded())
			.withMessageContaining("to be degraded but it is READY");
	}

	@Test
	void isNotDegradedWhenNotThenPasses() {
		db(this.ready).isNotDegraded();
	}

	@Test
	void isNotDegradedWhenDegradedThenSaysWhy() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.degraded).isNotDegraded())
			.withMessageContainingAll("not to be degraded but it is READY", "degraded: lag: 60 s behind");
	}

	@Test
	void becomesReadyWhenItDoesThenPasses() {
		db(this.notReady.then(this.notReady).then(this.ready)).isNotReady().becomesReady(LONG).isReady();
	}

	@Test
	void becomesReadyWhenItDoesNotThenSaysWhy() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.notReady).becomesReady(SHORT))
			.withMessageContaining("to be READY within PT0.03S but it is NOT_READY");
	}

	@Test
	void becomesNotReadyWhenItDoesThenPassesAndShowsNewStatus() {
		db(this.ready.then(this.ready).then(this.notReady)).becomesNotReady(LONG).hasFailingCheck("ping");
	}

	@Test
	void becomesNotReadyWhenItDoesNotThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.ready).becomesNotReady(SHORT))
			.withMessageContaining("not to be READY within PT0.03S");
	}

	@Test
	void becomesFailedWhenItDoesThenPasses() {
		db(this.ready.then(this.failed)).becomesFailed(LONG);
	}

	@Test
	void becomesFailedWhenItDoesNotThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.ready).becomesFailed(SHORT))
			.withMessageContaining("to be FAILED within PT0.03S but it is READY");
	}

	@Test
	void becomesDegradedWhenItDoesThenPasses() {
		db(this.ready.then(this.ready).then(this.degraded)).becomesDegraded(LONG).hasFailingCheck("lag");
	}

	@Test
	void becomesDegradedWhenItDoesNotThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.ready).becomesDegraded(SHORT))
			.withMessageContaining("to be degraded within PT0.03S");
	}

	@Test
	void becomesNotDegradedWhenItDoesThenPasses() {
		db(this.degraded.then(this.degraded).then(this.ready)).becomesNotDegraded(LONG);
	}

	@Test
	void becomesNotDegradedWhenItDoesNotThenSaysWhy() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.degraded).becomesNotDegraded(SHORT))
			.withMessageContainingAll("not to be degraded within PT0.03S", "lag: 60 s behind");
	}

	@Test
	void hasFailingCheckWhenItFailsThenPasses() {
		db(this.notReady).hasFailingCheck("ping").hasFailingCheck("ping", "no answer");
		db(this.degraded).hasFailingCheck("lag", "60 s");
	}

	@Test
	void hasFailingCheckWhenAnotherFailsThenShowsIt() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.notReady).hasFailingCheck("pin"))
			.withMessageContaining("to have the failing check 'pin' but it is NOT_READY")
			.withMessageContaining("ping: no answer");
	}

	@Test
	void hasFailingCheckWhenForAnotherReasonThenShowsIt() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> db(this.notReady).hasFailingCheck("ping", "refused"))
			.withMessageContaining("failing check 'ping' with the reason 'refused' but it is NOT_READY");
	}

	@Test
	void hasNoFailingCheckWhenNoneThenPasses() {
		db(this.degraded).hasNoFailingCheck();
	}

	@Test
	void hasNoFailingCheckWhenOneThenShowsIt() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.notReady).hasNoFailingCheck())
			.withMessageContaining("ping: no answer");
	}

	@Test
	void isRequiredWhenRequiredThenPasses() {
		db(this.ready).isRequired();
	}

	@Test
	void isRequiredWhenNotThenFails() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.ready.optional("cache")).service("cache").isRequired())
			.withMessageContaining("'cache' to be required");
	}

	@Test
	void isNotRequiredWhenNotThenPasses() {
		assertThat(this.ready.optional("cache")).service("cache").isNotRequired();
	}

	@Test
	void isNotRequiredWhenRequiredThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.ready).isNotRequired())
			.withMessageContaining("'db' not to be required");
	}

	@Test
	void dependsOnWhenItDoesThenPasses() {
		assertThat(chain()).service("chat").dependsOn("auth").dependsOn("auth", DependencyType.OPTIONAL);
	}

	@Test
	void dependsOnWhenOnlyIndirectlyThenShowsDependencies() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(chain()).service("chat").dependsOn("db"))
			.withMessage("Expecting service 'chat' to depend on 'db' but it depends on OPTIONAL 'auth'");
	}

	@Test
	void dependsOnWhenInAnotherWayThenShowsDependencies() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(chain()).service("auth").dependsOn("db", DependencyType.SOFT))
			.withMessageContaining("to depend on SOFT 'db' but it depends on REQUIRED 'db'");
	}

	@Test
	void dependsOnWhenOnNothingThenSaysSo() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(chain()).dependsOn("chat"))
			.withMessageContaining("it depends on nothing");
	}

	@Test
	void startsBeforeWhenDependenciesSaySoThenPasses() {
		db(chain()).startsBefore("auth").startsBefore("chat");
	}

	@Test
	void startsBeforeWhenPhasesSaySoThenPasses() {
		FixedManager manager = phases();
		assertThat(manager).service("first").startsBefore("second").startsBefore("free");
	}

	@Test
	void startsBeforeWhenInSamePhaseThenFails() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(phases()).service("first").startsBefore("peer"))
			.withMessageContaining("Expecting service 'first' to start before 'peer' but no dependency or phase");
	}

	@Test
	void startsBeforeWhenTheOtherWayRoundThenFails() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(chain()).service("chat").startsBefore("db"))
			.withMessageContainingAll("'chat' to start before 'db'", "@DependsOnService", "auth  READY");
	}

	@Test
	void startsBeforeWhenThereIsNoSuchServiceThenSaysSo() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> db(this.ready).startsBefore("chat"))
			.withMessageStartingWith("There is no service 'chat'.");
	}

	private static ServiceAssert db(FixedManager manager) {
		return assertThat(manager).service("db");
	}

	private static FixedManager chain() {
		return new FixedManager().service("db", ServiceState.READY)
			.service("auth", ServiceState.READY)
			.service("chat", ServiceState.READY)
			.edge("auth", DependencyType.REQUIRED, "db")
			.edge("chat", DependencyType.OPTIONAL, "auth");
	}

	private static FixedManager phases() {
		return new FixedManager().inPhase("one", 1, "first")
			.inPhase("one", 2, "peer")
			.inPhase("two", 5, "second")
			.service("free", ServiceState.READY)
			.edge("free", DependencyType.REQUIRED, "second");
	}

}
