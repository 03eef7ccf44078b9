package dev.lifecycle.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the dashboard and the alerting rules against what the application exposes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "lifecycle.races.mode=report")
class DashboardTests {

	private static final Path DASHBOARD = Path.of("..", "ops", "grafana", "lifecycle.json");

	private static final Pattern METRIC = Pattern.compile("\\b(?:lifecycle|process)_\\w+");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)[{ ]");

	private static final Set<String> UNITS = Set.of("short", "s", "percentunit", "cps", "reqps", "none");

	@LocalServerPort
	private int port;

	@Test
	void panelsAreQuestionsWithDescriptionAndUnit() throws IOException {
		List<JsonNode> panels = panels();
		assertThat(panels).hasSizeGreaterThan(10).allSatisfy((panel) -> {
			assertThat(panel.path("title").asString()).endsWith("?");
			assertThat(panel.path("description").asString()).endsWith(".");
			assertThat(panel.path("fieldConfig").path("defaults").path("unit").asString()).isIn(UNITS);
			assertThat(panel.path("targets").isEmpty()).isFalse();
		});
		assertThat(panels).extracting((panel) -> panel.path("id").asInt()).doesNotHaveDuplicates();
		assertThat(panels).extracting((panel) -> panel.path("title").asString()).doesNotHaveDuplicates();
	}

	@Test
	void dashboardCanBeImportedAnywhere() throws IOException {
		JsonNode dashboard = dashboard();
		assertThat(dashboard.path("uid").asString()).isEqualTo("lifecycle-services");
		assertThat(dashboard.path("templating").path("list").path(0).path("type").asString()).isEqualTo("datasource");
		assertThat(dashboard.findValues("datasource")).isNotEmpty()
			.allSatisfy((source) -> assertThat(source.path("uid").asString()).isEqualTo("${datasource}"));
	}

	@Test
	void panelsDoNotOverlap() throws IOException {
		boolean[][] taken = new boolean[200][24];
		for (JsonNode panel : dashboard().path("panels")) {
			JsonNode position = panel.path("gridPos");
			for (int y = 0; y < position.path("h").asInt(); y++) {
				for (int x = 0; x < position.path("w").asInt(); x++) {
					int row = position.path("y").asInt() + y;
					int column = position.path("x").asInt() + x;
					assertThat(taken[row][column]).as(panel.path("title").asString()).isFalse();
					taken[row][column] = true;
				}
			}
		}
	}

	@Test
	void everyMetricThatIsUsedIsExposed() throws IOException {
		String scrape = RestClient.create("http://127.0.0.1:" + this.port)
			.get()
			.uri("/actuator/prometheus")
			.retrieve()
			.body(String.class);
		Set<String> exposed = SAMPLE.matcher(String.valueOf(scrape))
			.results()
			.map((sample) -> sample.group(1))
			.collect(Collectors.toSet());
		Stream<String> expressions = Stream.concat(dashboard().findValuesAsString("expr").stream(),
				Stream.of(Files.readString(Prometheus.RULES)));
		Set<String> used = expressions.flatMap((expression) -> METRIC.matcher(expression).results())
			.map(MatchResult::group)
			.collect(Collectors.toSet());
		assertThat(used).hasSizeGreaterThan(15);
		assertThat(exposed).containsAll(used);
	}

	private static List<JsonNode> panels() throws IOException {
		return dashboard().path("panels")
			.valueStream()
			.filter((panel) -> !panel.path("type").asString().equals("row"))
			.toList();
	}

	private static JsonNode dashboard() throws IOException {
		return new JsonMapper().readTree(Files.readString(DASHBOARD));
	}

}
