package dev.lifecycle.autoconfigure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceLifecycleRuntimeHints}.
 */
class ServiceLifecycleRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@BeforeEach
	void register() {
		new ServiceLifecycleRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
	}

	@ParameterizedTest
	@ValueSource(strings = { "actuate/page/page.html", "actuate/page/page.css", "actuate/page/page.js",
			"gate/startup.html" })
	void pagesCanBeRead(String name) {
		String path = "dev/lifecycle/" + name;
		assertThat(new ClassPathResource(path).exists()).isTrue();
		assertThat(RuntimeHintsPredicates.resource().forResource(path)).accepts(this.hints);
	}

	@Test
	void propertiesCanBeBound() {
		assertThat(RuntimeHintsPredicates.reflection().onType(ServiceLifecycleProperties.class)).accepts(this.hints);
	}

}
