package dev.lifecycle.actuate;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.StringUtils;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;
import dev.lifecycle.actuate.LifecycleDescriptor.Timings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Drawing drawings}.
 */
class DrawingTests {

	private static final int LIMIT = 200_000;

	private static final Timings TIMINGS = new Timings(100, 200, 300);

	static Stream<String> names() {
		return Stream.of("<script>alert(1)</script>", "a\"b", "it's", "</text></g></svg>", "]]>", "--", "a --> b",
				"x]:::READY", "&amp;", "&#60;", "\\", "\\\"", "\\N", "two\nlines", "a\r\n\tb", "\u0000\u001b", "\uD800",
				"\uDC00x", "\uFFFE", "\u202Eevil", "größe", "服务", "🚀", "\"; }", "end", "`code`", "1. list", "#35;",
				"${x}", "%d", "x".repeat(5000), "");
	}

	@ParameterizedTest
	@MethodSource("names")
	void graphSvgIsSafeWhateverNamesAre(String name) throws Exception {
		assertSafe(GraphSvg.draw(named(name)));
	}

	@ParameterizedTest
	@MethodSource("names")
	void timelineSvgIsSafeWhateverNamesAre(String name) throws Exception {
		assertSafe(TimelineSvg.draw(named(name)));
	}

	@ParameterizedTest
	@MethodSource("names")
	void everyLineOfMermaidIsComplete(String name) {
		assertThat(MermaidGraph.draw(named(name)).lines().skip(1))
			.allMatch((line) -> line.matches("  n\\d\\[\"[^\"<>`\\[\\]]*<br/>[^\"<>`\\[\\]]*\"]:::READY")
					|| line.matches("  n0 ==> n1") || line.matches("  classDef READY [\\w:#,-]+"));
	}

	@ParameterizedTest
	@MethodSource("names")
	void everyLineOfDotIsComplete(String name) {
		assertThat(DotGraph.draw(named(name)).lines().skip(3)).allMatch((line) -> line
			.matches("  n\\d \\[label=\"(?:[^\"\\\\]|\\\\.)*\", fillcolor=\"[^\"]+\", color=\"[^\"]+\".*];")
				|| line.matches("  n0 -> n1 \\[style=solid, penwidth=3];") || line.equals("}"));
	}

	private static LifecycleDescriptor named(String name) {
		return Lifecycles.of(List.of(name, "other" + name),
				List.of(Lifecycles.service(name), Lifecycles.service("other" + name, Lifecycles.on(name))));
	}

	private static void assertSafe(String svg) throws Exception {
		Document document = parse(svg);
		NodeList elements = document.getElementsByTagName("*");
		for (int i = 0; i < elements.getLength(); i++) {
			Element element = (Element) elements.item(i);
			assertThat(element.getTagName()).isIn("svg", "title", "desc", "style", "defs", "marker", "pattern", "g",
					"rect", "path", "text");
			NamedNodeMap attributes = element.getAttributes();
			for (int j = 0; j < attributes.getLength(); j++) {
				assertThat(attributes.item(j).getNodeName()).doesNotStartWith("on").doesNotContain("href");
			}
		}
		assertThat(svg).doesNotContain("url(h").doesNotContain("@import");
	}

	private static Document parse(String svg) throws Exception {
		DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
		factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
		factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
		return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
	}

	@ParameterizedTest
	@EnumSource(Drawing.class)
	void drawingOf200ServicesIsSmall(Drawing drawing) {
		String text = drawing.draw(Lifecycles.random(200));
		assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LIMIT);
		assertThat(text).contains("inventory-service-0", "inventory-service-199");
	}

	@ParameterizedTest
	@CsvSource({ "1, 1, 1, 0", "1, 3, 1, 0", "1, 0, 1, 2", "4, 0, 1, 2", "10, 0, 1, 2", "5, 3, 2, 0" })
	void drawingOf200ServicesIsSmallHoweverManyLevelsTheyHave(int width, int roots, int before, int random) {
		LifecycleDescriptor lifecycle = Lifecycles.levels(width, roots, before, random);
		assertThat(Drawing.values()).extracting((drawing) -> size(drawing, lifecycle))
			.allSatisfy((size) -> assertThat(size).isLessThan(LIMIT));
	}

	@ParameterizedTest
	@EnumSource(Drawing.class)
	void drawingOf200ServicesIsSmallWhateverTheirNamesAre(Drawing drawing) {
		assertThat(Stream.of("\"", "&", "<", "\u0E01", "服", "🚀"))
			.allSatisfy((letter) -> assertThat(size(drawing, longNames(letter))).isLessThan(LIMIT));
	}

	private static LifecycleDescriptor longNames(String letter) {
		return Lifecycles.of(IntStream.range(0, 200)
			.mapToObj((i) -> Lifecycles.service(letter.repeat(500) + i))
			.toArray(ServiceDescriptor[]::new));
	}

	private static int size(Drawing drawing, LifecycleDescriptor lifecycle) {
		return drawing.draw(lifecycle).getBytes(StandardCharsets.UTF_8).length;
	}

	@ParameterizedTest
	@EnumSource(value = Drawing.class, names = ".*_SVG", mode = EnumSource.Mode.MATCH_ALL)
	void imageHasTitleAndDescriptionAndBothColorSchemes(Drawing drawing) throws Exception {
		Element root = parse(drawing.draw(Lifecycles.random(5))).getDocumentElement();
		assertThat(root.getAttribute("role")).isEqualTo("img");
		for (String id : StringUtils.delimitedListToStringArray(root.getAttribute("aria-labelledby"), " ")) {
			assertThat(IntStream.range(0, root.getChildNodes().getLength())
				.mapToObj(root.getChildNodes()::item)
				.filter(Element.class::isInstance)
				.map(Element.class::cast)
				.filter((element) -> element.getAttribute("id").equals(id))
				.map(Element::getTextContent)).singleElement().asString().isNotBlank();
		}
		assertThat(root.getTextContent()).contains("prefers-color-scheme:dark");
	}

	@ParameterizedTest
	@EnumSource(Drawing.class)
	void applicationWithoutServicesCanBeDrawn(Drawing drawing) {
		assertThat(drawing.draw(Lifecycles.of())).isNotBlank();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ar-EG-u-nu-arab", "fa-IR", "bn-BD" })
	void drawingIsTheSameInCountriesWithOtherDigits(String locale) {
		List<String> expected = drawings();
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag(locale));
		try {
			assertThat("%d".formatted(1)).isNotEqualTo("1");
			assertThat(drawings()).isEqualTo(expected);
		}
		finally {
			Locale.setDefault(before);
		}
	}

	private static List<String> drawings() {
		return Stream.of(Drawing.values()).map((drawing) -> drawing.draw(Lifecycles.random(5))).toList();
	}

	@ParameterizedTest
	@EnumSource(Drawing.class)
	void drawingIsFoundByItsName(Drawing drawing) {
		String name = drawing.name().toLowerCase(Locale.ROOT).replace('_', '.').replace("mermaid", "mmd");
		assertThat(Drawing.of(name)).isSameAs(drawing);
		assertThat(Drawing.of(name + "x")).isNull();
	}

	@Test
	void graphsShowStatesAndKindsOfDependencies() {
		LifecycleDescriptor lifecycle = Lifecycles.of(Lifecycles.service("a", ServiceState.FAILED, 0, TIMINGS),
				Lifecycles.service("b", ServiceState.WAITING, 1, TIMINGS, Lifecycles.on("a", DependencyType.OPTIONAL)),
				Lifecycles.service("c", ServiceState.STARTING, 1, TIMINGS, Lifecycles.on("a", DependencyType.SOFT)),
				Lifecycles.service("d", ServiceState.NOT_READY, 1, TIMINGS, Lifecycles.on("a")));
		assertThat(MermaidGraph.draw(lifecycle)).contains("n0[\"a<br/>failed\"]:::FAILED", "n0 -.->|optional| n1",
				"n0 -.->|soft| n2", "n0 --> n3", "classDef NOT_READY");
		assertThat(DotGraph.draw(lifecycle)).contains("label=\"b\\nwaiting 100 ms\"", "n0 -> n1 [style=dashed]",
				"n0 -> n2 [style=dotted]", "n0 -> n3 [style=solid]");
		assertThat(GraphSvg.draw(lifecycle)).contains("<g class=\"FAILED\"><title>a: failed", "<path class=\"O\"",
				"<path class=\"S\"", "<path class=\"R\"", "starting · 500 ms");
	}

	@Test
	void arrowsFromOneServiceShareTheirWay() {
		String svg = GraphSvg.draw(Lifecycles.of(Lifecycles.service("a", ServiceState.READY, 0, TIMINGS),
				Lifecycles.service("b", ServiceState.READY, 1, TIMINGS, Lifecycles.on("a")),
				Lifecycles.service("c", ServiceState.READY, 2, TIMINGS, Lifecycles.on("a"), Lifecycles.on("b")),
				Lifecycles.service("d", ServiceState.READY, 3, TIMINGS, Lifecycles.on("a"), Lifecycles.on("c")),
				Lifecycles.service("e", ServiceState.READY, 4, TIMINGS, Lifecycles.on("a", DependencyType.OPTIONAL))));
		assertThat(svg).containsOnlyOnce("<path class=\"R l\"").containsOnlyOnce("<path class=\"O l\"");
		assertThat(svg.lines().filter((line) -> line.startsWith("<path class=\"R\" "))).hasSize(5 + 1);
		assertThat(svg.lines().filter((line) -> line.startsWith("<path class=\"O\" "))).hasSize(1 + 1);
	}

	@Test
	void timelineShowsWhatServicesDidInOrderOfTheirStart() {
		String svg = TimelineSvg.draw(Lifecycles.of(List.of("a", "b"),
				List.of(Lifecycles.service("b", ServiceState.READY, 1, new Timings(300, 500, 200)),
						Lifecycles.service("a", ServiceState.READY, 0, new Timings(0, 300, 0)))));
		assertThat(svg).contains("waited 300 ms, started 500 ms, validated 200 ms")
			.contains("Complete in 1.0 s (one after the other: 1.0 s), decided by a → b");
		assertThat(svg.indexOf("<title>a:")).isBetween(0, svg.indexOf("<title>b:"));
		assertThat(svg).containsOnlyOnce("<path class=\"k\"");
	}

	@Test
	void timelineTellsWhyStartupFailed() {
		LifecycleDescriptor lifecycle = Lifecycles.of(Lifecycles.service("a", ServiceState.FAILED, 0, TIMINGS));
		LifecycleDescriptor.Startup startup = lifecycle.startup();
		LifecycleDescriptor failed = new LifecycleDescriptor("1.0", lifecycle.environment(),
				LifecycleDescriptor.State.FAILED, new LifecycleDescriptor.Startup(startup.id(), startup.begun(), 600,
						500, List.of("a"), "a: Connection refused", List.of(), startup.timeline()),
				lifecycle.services(), List.of(), null);
		assertThat(TimelineSvg.draw(failed)).contains("Failed after 600 ms: a: Connection refused",
				"500 ms, failed</text>");
	}

}
