package dev.lifecycle.gate;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Exemptions}.
 */
class ExemptionsTests {

	private final Exemptions all = new Exemptions(List.of((path) -> true));

	@Test
	void containsWhenNoPathsIsFalse() {
		assertThat(new Exemptions(List.of()).contains("/livez", "/livez")).isFalse();
	}

	@Test
	void containsWhenAnyMatchesIsTrue() {
		Exemptions exemptions = new Exemptions(List.of((path) -> false, "/livez"::equals));
		assertThat(exemptions.contains("/livez", "/livez")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/.well-known/x", "/a..b", "/a b" })
	void containsWhenPlainIsTrue(String path) {
		assertThat(this.all.contains(path, path)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a;b", "/a%20b", "/a\\b", "//a", "/a//b", "/../a", "/a/..", "/a/./b", "/a/." })
	void containsWhenAmbiguousIsFalse(String path) {
		assertThat(this.all.contains(path, path)).isFalse();
	}

	@Test
	void containsWhenDecodingChangesPathIsFalse() {
		assertThat(this.all.contains("/a/b", "/b")).isFalse();
	}

}
