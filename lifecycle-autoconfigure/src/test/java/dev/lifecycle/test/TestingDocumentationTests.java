package dev.lifecycle.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the examples of docs/testing.md against tests that are run.
 */
class TestingDocumentationTests {

	private static final List<Path> SOURCES = Stream
		.of("lifecycle-autoconfigure/src/test/java/dev/lifecycle/test/TokenKeys.java",
				"lifecycle-autoconfigure/src/test/java/dev/lifecycle/test/TokenKeysTests.java",
				"lifecycle-autoconfigure/src/test/java/dev/lifecycle/test/LoginContractTests.java",
				"integration-tests/src/test/java/dev/lifecycle/integration/DatabaseOutageContainerTests.java")
		.map(Path.of("..")::resolve)
		.toList();

	@Test
	void examplesAreTests() throws IOException {
		List<String> sources = SOURCES.stream().map(TestingDocumentationTests::read).toList();
		List<String> examples = Pattern.compile("(?s)```java\\n(.*?)```")
			.matcher(Files.readString(Path.of("..", "docs", "testing.md")))
			.results()
			.map((example) -> lines(example.group(1)))
			.toList();
		assertThat(examples).hasSizeGreaterThan(sources.size())
			.allSatisfy((example) -> assertThat(sources).anySatisfy((source) -> assertThat(source).contains(example)));
	}

	private static String read(Path source) {
		try {
			return lines(Files.readString(source));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String lines(String text) {
		return text.lines().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining("\n"));
	}

}
