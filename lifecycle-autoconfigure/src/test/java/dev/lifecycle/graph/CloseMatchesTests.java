package dev.lifecycle.graph;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CloseMatches}.
 */
class CloseMatchesTests {

	@Test
	void ofWhenTypingErrorThenFound() {
		assertThat(CloseMatches.of("databse", List.of("database", "cache", "web"))).containsExactly("database");
	}

	@Test
	void ofWhenOnlyCaseAndSeparatorsDifferThenFirst() {
		assertThat(CloseMatches.of("auth-api", List.of("authApp", "auth_API"))).startsWith("auth_API");
	}

	@Test
	void ofWhenPrefixOrSuffixThenFound() {
		assertThat(CloseMatches.of("redis", List.of("redisConnectionFactory", "mainRedis", "postgres")))
			.containsExactly("mainRedis", "redisConnectionFactory");
	}

	@Test
	void ofWhenManyThenAtMostFive() {
		assertThat(CloseMatches.of("a1", List.of("a2", "a3", "a4", "a5", "a6", "a7"))).hasSize(5);
	}

	@Test
	void ofWhenNothingIsCloseThenEmpty() {
		assertThat(CloseMatches.of("database", List.of("web", "mail"))).isEmpty();
	}

}
