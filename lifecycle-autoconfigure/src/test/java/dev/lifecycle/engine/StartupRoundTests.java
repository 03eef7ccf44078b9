package dev.lifecycle.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupRound}.
 */
class StartupRoundTests {

	private final StartupRound round = new StartupRound("", new ManualCoordinator());

	private final StartupReport report = new StartupReport("", Instant.EPOCH, Duration.ZERO, Duration.ZERO, List.of(),
			List.of(), null, List.of());

	@Test
	void failureOfRollbackIsSuppressed() {
		IllegalStateException failure = new IllegalStateException("cannot stop");
		StartupFailedException result = new StartupFailedException("no", null, this.report);
		this.round.end();
		this.round.suppress(failure);
		this.round.fail(result);
		assertThat(result).hasSuppressedException(failure);
	}

	@Test
	void failureIsForgottenOnceTheStartupIsComplete() {
		this.round.end();
		this.round.complete(this.report);
		this.round.suppress(new IllegalStateException("cannot stop"));
		assertThat(this.round.secondaryFailures).isEmpty();
	}

	@Test
	void failureBeforeRollbackIsNotKept() {
		this.round.suppress(new IllegalStateException("retried"));
		assertThat(this.round.secondaryFailures).isEmpty();
	}

}
