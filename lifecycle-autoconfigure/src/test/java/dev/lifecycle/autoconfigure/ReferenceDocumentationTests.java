package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the reference of configuration keys against the keys there are.
 */
class ReferenceDocumentationTests {

	// The metadata of maps and lists ends where their names and indexes begin.
	private static final Map<String, Class<?>> NESTED = Map.of("lifecycle.environments.<name>.",
			ServiceLifecycleProperties.Environment.class, "lifecycle.phases[].", ServiceLifecycleProperties.Phase.class,
			"lifecycle.services.<name>.", ServiceLifecycleProperties.Service.class,
			"lifecycle.services.<name>.depends-on[].", ServiceLifecycleProperties.DependsOn.class,
			"lifecycle.services.<name>.checks[].", ServiceLifecycleProperties.Check.class);

	@Test
	void everyKeyHasItsLineAndEveryLineItsKey() throws IOException {
		List<String> keys = JsonPath.parse(metadata()).read("$.properties[*].name");
		assertThat(lines()).containsOnlyKeys(Stream.concat(keys.stream(), nested()).toList());
	}

	@Test
	void everyLineHasTheDefault() throws IOException {
		List<Map<String, Object>> defaults = JsonPath.parse(metadata()).read("$.properties[?(@.defaultValue)]");
		assertThat(defaults).isNotEmpty();
		Map<String, String> lines = lines();
		// The metadata of endpoints have names of enum constants, where users write
		// hyphens.
		assertThat(defaults).allSatisfy((property) -> assertThat(lines.get(property.get("name")))
			.contains("| `" + String.valueOf(property.get("defaultValue")).replace('_', '-') + "` |"));
	}

	private static InputStream metadata() throws IOException {
		return new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream();
	}

	private static Stream<String> nested() {
		return NESTED.entrySet()
			.stream()
			.flatMap((entry) -> Stream.of(entry.getValue().getRecordComponents())
				.map((component) -> entry.getKey() + dashed(component)));
	}

	private static String dashed(RecordComponent component) {
		return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	private static Map<String, String> lines() throws IOException {
		String reference = Files.readString(Path.of("..", "docs", "reference.md"));
		return Pattern.compile("(?m)^\\| `((?:management\\.endpoint\\.)?lifecycle\\.[^`]+)`.*$")
			.matcher(reference)
			.results()
			.collect(Collectors.toMap((line) -> line.group(1), MatchResult::group));
	}

}
