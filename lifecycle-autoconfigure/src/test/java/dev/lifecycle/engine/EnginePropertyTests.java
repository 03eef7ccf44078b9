package dev.lifecycle.engine;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs random graphs of random services on real threads and checks what must always hold.
 * A violation names the seed; {@code -Dlifecycle.test.seed} runs that one alone.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EnginePropertyTests {

	private static final int RUNS = 500;

	@Test
	void startAndStopWhenGraphIsRandomThenInvariantsHold() throws Exception {
		Long chosen = Long.getLong("lifecycle.test.seed");
		long first = (chosen != null) ? chosen : new Random().nextLong();
		for (int i = 0; i < ((chosen != null) ? 1 : RUNS); i++) {
			try (RandomRun run = new RandomRun(first + i, false)) {
				run.startAndStop();
				assertThat(run.violations()).as("seed %d: %s", first + i, run).isEmpty();
			}
		}
	}

}
