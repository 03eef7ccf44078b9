package dev.lifecycle.readiness;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ForeignText}.
 */
class ForeignTextTests {

	@Test
	void shortenWhenShortThenAll() {
		assertThat(ForeignText.shorten("select 1\n\tfrom dual")).isEqualTo("select 1 from dual");
	}

	@Test
	void shortenWhenLongThenItsBeginning() {
		assertThat(ForeignText.shorten("x".repeat(101))).isEqualTo("x".repeat(100) + "…");
	}

	@Test
	void shortenWhenSecretGoesOnBeyondWhatIsShownThenMasked() {
		assertThat(ForeignText.shorten("see http://app:" + "s3cret".repeat(100) + "@db"))
			.isEqualTo("see http://******@db");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://app:", "eyJhbGciOiJIUzI1NiJ9.", "token=", "Bearer " })
	void shortenWhenSecretGoesOnBeyondWhatIsReadThenNotShown(String begin) {
		assertThat(ForeignText.shorten("see " + begin + "s3cret".repeat(10_000) + ".x@db")).doesNotContain("s3cret")
			.startsWith("see ")
			.endsWith("…");
	}

}
