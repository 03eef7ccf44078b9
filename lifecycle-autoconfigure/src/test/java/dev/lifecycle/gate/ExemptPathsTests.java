package dev.lifecycle.gate;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExemptPaths}.
 */
class ExemptPathsTests {

	@Test
	void matchingUsesPatterns() {
		ExemptPaths paths = ExemptPaths.matching(List.of(PathPatternParser.defaultInstance.parse("/public/**")));
		assertThat(List.of("/public", "/public/a/b")).allMatch(paths::contains);
		assertThat(List.of("/", "/publicity", "/Public")).noneMatch(paths::contains);
	}

	@Test
	void atIsExact() {
		ExemptPaths paths = ExemptPaths.at(() -> List.of("/actuator"));
		assertThat(paths.contains("/actuator")).isTrue();
		assertThat(paths.contains("/actuator/health")).isFalse();
	}

	@Test
	void belowIncludesWholeSegmentsOnly() {
		ExemptPaths paths = ExemptPaths.below(() -> List.of("/actuator/health", "/manage/"));
		assertThat(List.of("/actuator/health", "/actuator/health/readiness", "/manage", "/manage/x"))
			.allMatch(paths::contains);
		assertThat(List.of("", "/", "/actuator", "/actuator/healthy", "/managed")).noneMatch(paths::contains);
	}

	@Test
	void belowWhenRootIsRootOnly() {
		ExemptPaths paths = ExemptPaths.below(() -> List.of("/"));
		assertThat(paths.contains("/")).isTrue();
		assertThat(paths.contains("/orders")).isFalse();
	}

}
