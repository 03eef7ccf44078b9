package dev.lifecycle.gate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.lifecycle.gate.TrafficGate.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupProblem}.
 */
class StartupProblemTests {

	@Test
	void bodyWhenClosedTellsProgress() {
		StartupProblem problem = StartupProblem.of(State.CLOSED, progress(3, 7, Duration.ZERO));
		assertThat(new String(problem.body(), StandardCharsets.UTF_8)).isEqualTo("""
				{"type":"about:blank","title":"Service Unavailable","status":503,\
				"detail":"The application is still starting.","code":"STARTUP_INCOMPLETE","ready":3,"total":7}""");
	}

	@Test
	void bodyWhenFailedSaysUnavailable() {
		StartupProblem problem = StartupProblem.of(State.FAILED, progress(3, 7, Duration.ZERO));
		String code = JsonPath.read(new String(problem.body(), StandardCharsets.UTF_8), "$.code");
		assertThat(code).isEqualTo("SERVICE_UNAVAILABLE");
	}

	@ParameterizedTest
	@CsvSource({ "PT-5S,1", "PT0S,1", "PT0.001S,1", "PT1S,1", "PT1.001S,2", "PT5S,5", "PT2H,7200" })
	void retryAfterIsWholeSeconds(Duration remaining, String expected) {
		assertThat(StartupProblem.of(State.CLOSED, progress(0, 1, remaining)).retryAfter()).isEqualTo(expected);
	}

	@Test
	void unknownProgressAsksToRetryInFiveSeconds() {
		assertThat(StartupProblem.of(State.CLOSED, StartupProgress.unknown()).retryAfter()).isEqualTo("5");
	}

	private StartupProgress progress(int ready, int total, Duration remaining) {
		return new StartupProgress() {

			@Override
			public int ready() {
				return ready;
			}

			@Override
			public int total() {
				return total;
			}

			@Override
			public Duration remaining() {
				return remaining;
			}

		};
	}

}
