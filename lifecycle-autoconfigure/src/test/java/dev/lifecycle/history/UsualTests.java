package dev.lifecycle.history;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Usual}.
 */
class UsualTests {

	@Test
	void ofWhenCountIsOddThenMedianIsTheMiddleOne() {
		assertThat(usual(900, 100, 200)).isEqualTo(new Usual(Duration.ofMillis(200), Duration.ofMillis(400), 3));
	}

	@Test
	void ofWhenCountIsEvenThenMedianIsBetweenTheMiddleTwo() {
		assertThat(usual(100, 400, 200, 300)).isEqualTo(new Usual(Duration.ofMillis(250), Duration.ofMillis(150), 4));
	}

	@Test
	void ofWhenThereIsOneThenHasNoSpread() {
		assertThat(usual(300)).isEqualTo(new Usual(Duration.ofMillis(300), Duration.ZERO, 1));
	}

	@Test
	void ofWhenOneIsExtremeThenSpreadDoesNotFollow() {
		assertThat(usual(100, 110, 120, 130, 60_000).spread()).isEqualTo(Duration.ofMillis(20));
	}

	@Test
	void ofWhenThereIsNoneThenIsUnknown() {
		assertThat(Usual.of(List.of())).isNull();
	}

	@Test
	void ratioComparesWithMedian() {
		assertThat(usual(2000).ratio(Duration.ofSeconds(5))).isEqualTo(2.5);
		assertThat(usual(2000).ratio(Duration.ofMillis(500))).isEqualTo(0.25);
	}

	@Test
	void ratioIsNotAboveOneUntilMuchIsLost() {
		assertThat(usual(4).ratio(Duration.ofMillis(9))).isOne();
		assertThat(usual(4).ratio(Duration.ofMillis(103))).isOne();
		assertThat(usual(4).ratio(Duration.ofMillis(104))).isEqualTo(26);
		assertThat(usual(4).ratio(Duration.ofMillis(2))).isEqualTo(0.5);
	}

	@Test
	void ratioIsOfWholeMillisecondsAsTheyAreWritten() {
		assertThat(usual(4).ratio(Duration.ofNanos(4_999_999))).isOne();
		assertThat(usual(0).ratio(Duration.ofNanos(900_000))).isOne();
		assertThat(usual(0).ratio(Duration.ofSeconds(3))).isEqualTo(3000);
	}

	private static Usual usual(long... millis) {
		return Objects.requireNonNull(Usual.of(LongStream.of(millis).mapToObj(Duration::ofMillis).toList()));
	}

}
