package dev.lifecycle.gate;

import java.util.Base64;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GateBypass}.
 */
class GateBypassTests {

	private final GateBypass bypass = new GateBypass();

	@Test
	void tokenHasEnoughRandomBits() {
		assertThat(Base64.getUrlDecoder().decode(this.bypass.token())).hasSizeGreaterThanOrEqualTo(16);
	}

	@Test
	void tokenIsDifferentInEveryProcess() {
		assertThat(this.bypass.token()).isNotEqualTo(new GateBypass().token());
	}

	@Test
	void matchesWhenTokenThenTrue() {
		assertThat(this.bypass.matches(this.bypass.token())).isTrue();
	}

	@Test
	void matchesWhenAnythingElseThenFalse() {
		String token = this.bypass.token();
		assertThat(this.bypass.matches(null)).isFalse();
		assertThat(this.bypass.matches("")).isFalse();
		assertThat(this.bypass.matches(token.substring(1))).isFalse();
		assertThat(this.bypass.matches(token + "A")).isFalse();
		assertThat(this.bypass.matches(new GateBypass().token())).isFalse();
	}

	@Test
	void toStringDoesNotTellToken() {
		assertThat(this.bypass.toString()).doesNotContain(this.bypass.token());
	}

}
