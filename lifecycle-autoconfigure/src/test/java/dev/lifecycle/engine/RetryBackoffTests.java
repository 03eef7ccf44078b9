package dev.lifecycle.engine;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryBackoff}.
 */
class RetryBackoffTests {

	private final IOException failure = new IOException("no");

	@Test
	void nextWhenRetriesLeftThenGrowsUpToLimit() {
		RetryBackoff backoff = backoff(4, 0);
		assertThat(millis(backoff.next(this.failure))).isEqualTo(100);
		assertThat(millis(backoff.next(this.failure))).isEqualTo(200);
		assertThat(millis(backoff.next(this.failure))).isEqualTo(300);
		assertThat(millis(backoff.next(this.failure))).isEqualTo(300);
		assertThat(backoff.next(this.failure)).isNull();
	}

	@Test
	void nextWhenNoRetriesThenNone() {
		assertThat(backoff(0, 0).next(this.failure)).isNull();
	}

	@Test
	void nextWhenRetriesAreUnlimitedThenDoesNotOverflow() {
		assertThat(backoff(Integer.MAX_VALUE, 0).next(this.failure)).isNotNull();
	}

	@Test
	void nextWhenJitterThenWithinFractionAndLimit() {
		for (int i = 0; i < 200; i++) {
			RetryBackoff backoff = backoff(3, 0.5);
			assertThat(millis(backoff.next(this.failure))).isBetween(50L, 150L);
			assertThat(millis(backoff.next(this.failure))).isBetween(100L, 300L);
			assertThat(millis(backoff.next(this.failure))).isBetween(150L, 300L);
		}
	}

	@Test
	void nextWhenInterruptedOrErrorThenNone() {
		assertThat(backoff(3, 0).next(new InterruptedException())).isNull();
		assertThat(backoff(3, 0).next(new StackOverflowError())).isNull();
		assertThat(backoff(3, 0).next(new IllegalStateException(new InterruptedException()))).isNull();
	}

	@Test
	void nextWhenTypeIsNotRetriedThenNoneForSubtypesAndCauses() {
		assertThat(backoff(3, 0, List.of(IOException.class)).next(new FileNotFoundException())).isNull();
		assertThat(backoff(3, 0, List.of(IOException.class)).next(new IllegalStateException(this.failure))).isNull();
		assertThat(backoff(3, 0, List.of(IOException.class)).next(new IllegalStateException())).isNotNull();
	}

	@Test
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void nextWhenCausesFormCircleThenEnds() {
		Exception first = new Exception("a");
		Exception second = new Exception("b", first);
		first.initCause(second);
		assertThat(backoff(3, 0).next(first)).isNotNull();
	}

	private static RetryBackoff backoff(int retries, double jitter) {
		return backoff(retries, jitter, List.of());
	}

	private static RetryBackoff backoff(int retries, double jitter, List<Class<? extends Throwable>> notRetried) {
		return new RetryBackoff(new EngineSettings.Retry(retries, Duration.ofMillis(100), 2, Duration.ofMillis(300),
				jitter, notRetried));
	}

	private static long millis(@Nullable Duration pause) {
		return Objects.requireNonNull(pause).toMillis();
	}

}
