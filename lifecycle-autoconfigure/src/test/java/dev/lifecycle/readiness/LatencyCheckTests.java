package dev.lifecycle.readiness;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LatencyCheck}.
 */
class LatencyCheckTests {

	private static final Duration LIMIT = Duration.ofMillis(50);

	private static final ProbeFactory TCP = TcpCheck.of("db:5432");

	private final AtomicLong now = new AtomicLong();

	private final AtomicInteger calls = new AtomicInteger();

	@Test
	void checkWhenMedianIsWithinLimitThenReady() throws Exception {
		assertThat(check(500, 50, 10, 900, 20)).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenMedianIsAboveLimitThenSaysBoth() throws Exception {
		assertThat(check(73, 10, 20, 400, 300))
			.isEqualTo(ReadinessResult.notReady("median of 5 was 73 ms, above 50 ms"));
	}

	@Test
	void checkWhenNumberOfSamplesIsEvenThenMedianIsBetween() throws Exception {
		assertThat(check(10, 100)).isEqualTo(ReadinessResult.notReady("median of 2 was 55 ms, above 50 ms"));
	}

	@Test
	void checkWhenOtherCheckIsNotReadyThenItsReason() throws Exception {
		ReadinessProbe probe = probe(5, () -> ReadinessResult.notReady("connection refused by db:5432"));
		assertThat(probe.check()).isEqualTo(ReadinessResult.notReady("connection refused by db:5432"));
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void checkWhenTimeIsOverThenStops() throws Exception {
		assertThat(check(9_000, 9_000, 9_000, 9_000, 9_000))
			.isEqualTo(ReadinessResult.notReady("only 4 of 5 calls within 30.0 s"));
	}

	@Test
	void checkWhenInterruptedThenStops() {
		ReadinessProbe probe = probe(5, () -> {
			Thread.currentThread().interrupt();
			return ReadinessResult.ready();
		});
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(probe::check);
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void checkCallsARealCheck() throws Exception {
		try (TestPeer peer = TestPeer.silent()) {
			Checks.assertReady(new LatencyCheck(Checks.LONG, 3, TcpCheck.of(peer.address())));
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void closeClosesTheOtherProbe() throws Exception {
		AtomicInteger closed = new AtomicInteger();
		CloseableProbe other = new CloseableProbe(closed);
		new LatencyProbe(new LatencyCheck(LIMIT, 1, TCP), other, Checks.LONG, System::nanoTime).close();
		assertThat(closed).hasValue(1);
	}

	@Test
	void namedAfterTheOtherCheck() {
		assertThat(new LatencyCheck(LIMIT, 5, TCP).defaultName()).isEqualTo("tcp-latency");
	}

	@Test
	void needsBeansAsTheOtherCheckDoes() {
		assertThat(new LatencyCheck(LIMIT, 5, TCP).needsBeans()).isFalse();
		assertThat(new LatencyCheck(LIMIT, 5, new BeanCheck("probe")).needsBeans()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S" })
	void createWhenLimitIsNotPositiveThenRejected(Duration limit) {
		assertThatIllegalArgumentException().isThrownBy(() -> new LatencyCheck(limit, 5, TCP))
			.withMessage("'latency' must be longer than zero, as in 50ms");
	}

	@Test
	void createWhenNoSamplesThenRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LatencyCheck(LIMIT, 0, TCP))
			.withMessage("'samples' must be at least 1");
	}

	private ReadinessResult check(Integer... millis) throws Exception {
		Deque<Integer> durations = new ArrayDeque<>(List.of(millis));
		return probe(millis.length, () -> {
			this.now.addAndGet(Duration.ofMillis(durations.remove()).toNanos());
			return ReadinessResult.ready();
		}).check();
	}

	private ReadinessProbe probe(int samples, ReadinessProbe probe) {
		return new LatencyProbe(new LatencyCheck(LIMIT, samples, TCP), () -> {
			this.calls.incrementAndGet();
			return probe.check();
		}, Checks.LONG, this.now::get);
	}

	private record CloseableProbe(AtomicInteger closed) implements ReadinessProbe, AutoCloseable {

		@Override
		public ReadinessResult check() {
			return ReadinessResult.ready();
		}

		@Override
		public void close() {
			this.closed.incrementAndGet();
		}

	}

}
