package dev.lifecycle.engine;

import java.time.Duration;
import java.util.Random;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Restarts, stops and disturbs random graphs of random services on real threads, and
 * checks what must always hold. Runs for some seconds; {@code -Dlifecycle.chaos.runs}
 * decides for a number of runs instead. A violation names the seed;
 * {@code -Dlifecycle.chaos.seed} begins with that one.
 */
@Timeout(value = 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChaosTests {

	private static final Log logger = LogFactory.getLog(ChaosTests.class);

	private static final Duration SLICE = Duration.ofSeconds(15);

	@Test
	void disturbWhenGraphIsRandomThenInvariantsHold() throws Exception {
		long first = Long.getLong("lifecycle.chaos.seed", new Random().nextLong());
		int runs = Integer.getInteger("lifecycle.chaos.runs", Integer.MAX_VALUE);
		long end = (runs < Integer.MAX_VALUE) ? Long.MAX_VALUE : System.nanoTime() + SLICE.toNanos();
		int done = 0;
		int restarts = 0;
		while (done < runs && System.nanoTime() < end) {
			long seed = first + done;
			try (RandomRun run = new RandomRun(seed, true)) {
				run.disturb();
				assertThat(run.violations())
					.as("replay with -Dtest=ChaosTests -Dlifecycle.chaos.runs=20 -Dlifecycle.chaos.seed=%d: %s", seed,
							run)
					.isEmpty();
				restarts += run.automaticRestarts();
			}
			done++;
		}
		logger.info("%d runs from seed %d with %d automatic restarts".formatted(done, first, restarts));
		assertThat(done).isPositive();
	}

}
