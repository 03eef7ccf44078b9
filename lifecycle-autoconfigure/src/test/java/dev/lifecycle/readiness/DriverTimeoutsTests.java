package dev.lifecycle.readiness;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DriverTimeouts}.
 */
class DriverTimeoutsTests {

	@Test
	void ofUsesTheUnitOfTheDriverAndRoundsUp() {
		assertThat(DriverTimeouts.of("jdbc:postgresql://db/app", Duration.ofMillis(1200)))
			.containsEntry("connectTimeout", "2")
			.containsEntry("socketTimeout", "2");
		assertThat(DriverTimeouts.of("jdbc:mysql://db/app", Duration.ofMillis(1200)))
			.containsExactlyInAnyOrderEntriesOf(Map.of("connectTimeout", "1200", "socketTimeout", "1200"));
	}

	@Test
	void ofLeavesToTheUrlWhatItSays() {
		assertThat(DriverTimeouts.of("jdbc:mysql://db/app?socketTimeout=7", Duration.ofSeconds(1)))
			.containsOnlyKeys("connectTimeout");
	}

	@Test
	void ofWhenDriverIsUnknownThenNothing() {
		assertThat(DriverTimeouts.of("jdbc:h2:mem:app", Duration.ofSeconds(1))).isEmpty();
	}

}
