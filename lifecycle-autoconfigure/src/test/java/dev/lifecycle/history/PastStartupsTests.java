package dev.lifecycle.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PastStartups}.
 */
class PastStartupsTests {

	private static final PastStartup USUAL = startup(true, 1000, Map.of("database", 600L, "cache", 100L));

	@Test
	void startupOfMoreThanTwiceTheMedianIsSlow() {
		PastStartups past = past(3, USUAL);
		assertThat(past.slow(startup(true, 2000, Map.of()))).isNull();
		SlowStartup slow = Objects.requireNonNull(past.slow(startup(true, 2001, Map.of())));
		assertThat(slow.usual().median()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void startupThatLostLittleIsNotSlow() {
		PastStartups past = past(3, startup(true, 4, Map.of()));
		assertThat(past.slow(startup(true, 9, Map.of()))).isNull();
		assertThat(past.slow(startup(true, 103, Map.of()))).isNull();
		assertThat(past.slow(startup(true, 104, Map.of()))).isNotNull();
	}

	@Test
	void slowStartupNamesWhatHasGrownMostFirst() {
		SlowStartup slow = Objects.requireNonNull(
				past(3, USUAL).slow(startup(true, 4000, Map.of("database", 1200L, "cache", 150L, "search", 2000L))));
		assertThat(slow.grown()).extracting(SlowStartup.Grown::service).containsExactly("search", "database");
		assertThat(slow).hasToString("Start-up took 4.0 s instead of the usual 1.0 s (median of 3 start-ups): "
				+ "'search' 2.0 s (new), 'database' 1.2 s (usually 600 ms)");
	}

	@Test
	void slowStartupWithoutGrownServicesSaysSo() {
		SlowStartup slow = Objects.requireNonNull(past(3, USUAL).slow(startup(true, 4000, Map.of("database", 600L))));
		assertThat(slow.grown()).isEmpty();
		assertThat(slow.toString()).endsWith(": no service has grown, they waited longer");
	}

	@Test
	void twoStartupsAreTooFewToCompareWith() {
		PastStartups past = past(2, USUAL);
		assertThat(past.slow(startup(true, 9000, Map.of()))).isNull();
		assertThat(past.slowdown(Duration.ofSeconds(9))).isNaN();
		assertThat(past.slowdownOfService("database", Duration.ofSeconds(9))).isNaN();
	}

	@Test
	void failedStartupsAreNotCompared() {
		PastStartup failed = startup(false, 9000, Map.of("database", 9000L));
		PastStartups past = new PastStartups(List.of(failed, USUAL, failed, USUAL, USUAL, failed));
		assertThat(past.duration()).isEqualTo(new Usual(Duration.ofSeconds(1), Duration.ZERO, 3));
		assertThat(past.slowdownOfService("database", Duration.ofSeconds(6))).isEqualTo(10);
		assertThat(past.slow(startup(false, 9000, Map.of()))).isNull();
	}

	@Test
	void slowdownIsKnownForWhatWasThere() {
		PastStartups past = past(3, USUAL);
		assertThat(past.slowdown(Duration.ofSeconds(3))).isEqualTo(3);
		assertThat(past.slowdownOfPhase("data", Duration.ofMillis(350))).isEqualTo(0.5);
		assertThat(past.slowdownOfPhase("other", Duration.ofMillis(350))).isNaN();
		assertThat(past.slowdownOfService("search", Duration.ofMillis(350))).isNaN();
	}

	@Test
	void withoutStartupsNothingIsUsual() {
		PastStartups past = past(0, USUAL);
		assertThat(past.duration()).isNull();
		assertThat(past.slowdown(Duration.ofSeconds(3))).isNaN();
		assertThat(past.slow(USUAL)).isNull();
	}

	private static PastStartups past(int count, PastStartup startup) {
		return new PastStartups(Collections.nCopies(count, startup));
	}

	private static PastStartup startup(boolean successful, long millis, Map<String, Long> services) {
		Map<String, Duration> times = new HashMap<>();
		services.forEach((service, time) -> times.put(service, Duration.ofMillis(time)));
		return new PastStartup(Instant.EPOCH, Duration.ofMillis(millis), successful,
				Map.of("data", Duration.ofMillis(700)), times);
	}

}
