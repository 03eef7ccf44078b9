package dev.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lifecycle.StartupReport.ServiceTiming;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupReport}.
 */
class StartupReportTests {

	private final List<String> path = new ArrayList<>(List.of("a"));

	@Test
	void isSuccessfulWhenNoFailureThenTrue() {
		assertThat(report(null).isSuccessful()).isTrue();
		assertThat(report("no").isSuccessful()).isFalse();
	}

	@Test
	void reportWhenListChangesLaterThenUnchanged() {
		StartupReport report = report(null);
		this.path.add("b");
		assertThat(report.criticalPath()).containsExactly("a");
	}

	@Test
	void busyWhenStartedAndValidatedThenTheirSum() {
		ServiceTiming timing = new ServiceTiming("a", ServiceState.READY, Duration.ofSeconds(1), Duration.ofSeconds(2),
				Duration.ofSeconds(4), 1, null);
		assertThat(timing.busy()).isEqualTo(Duration.ofSeconds(6));
	}

	private StartupReport report(@Nullable String failure) {
		return new StartupReport("", Instant.EPOCH, Duration.ZERO, Duration.ZERO, this.path, List.of(), failure,
				List.of());
	}

}
