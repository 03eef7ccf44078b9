package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.JsonNode;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.autoconfigure.PageApplication.Server;
import dev.lifecycle.testsupport.DevTools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page in a real browser.
 */
@Timeout(240)
@EnabledIf("dev.lifecycle.testsupport.Chromium#isInstalled")
class PageChromiumTests {

	private static final String PAGE = "/actuator/lifecycle/page/index.html";

	private static final String LIVE = "document.getElementById('connection').textContent === 'Live'";

	private static final String ROWS = "document.querySelectorAll('#rows tr').length";

	// The legend has six more.
	private static final String GRAPH = "document.querySelectorAll('#graph-drawing g').length - 6";

	private static final List<String> HOSTILE = List.of("<img src=x onerror=\"window.hacked=1\">",
			"<script>window.hacked=1</script>", "\"'><svg onload=window.hacked=1>", "javascript:window.hacked=1",
			"</script><script>window.hacked=1</script>", "\u202Egnp.exe\u202C", "שלום", "x".repeat(2000),
			"a&lt;b&#60;c", "${window.hacked=1}", "__proto__", "constructor");

	private DevTools browser;

	@BeforeEach
	void open() throws Exception {
		this.browser = DevTools.open();
	}

	@AfterEach
	void close() throws IOException {
		this.browser.close();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY")
	void showsStartupLiveUntilReady(Server server) {
		try (PageApplication application = PageApplication.start(server)) {
			show(application, "");
			this.browser.await(state("database") + " === 'starting' && " + state("auth") + " === 'waiting'");
			assertThat(text("headline")).isEqualTo("The application is starting");
			assertThat(this.browser.evaluate("document.getElementById('attention-list').textContent").asString())
				.contains("failed", "collector", "Nobody listens");
			application.release();
			this.browser.await(state("auth") + " === 'ready, degraded'");
			this.browser.await("document.getElementById('headline').textContent === 'The application is ready'");
			assertThat(text("progress-text")).isEqualTo("2 of 3 services are ready");
			assertThat(this.browser.evaluate("document.querySelectorAll('.lc-graph .READY').length").asInt())
				.isGreaterThanOrEqualTo(2);
			assertThat(this.browser.evaluate("document.querySelectorAll('.lc-time .READY').length").asInt())
				.isGreaterThanOrEqualTo(2);
			assertNoProblems();
			assertOnlyRequestsTo(application);
		}
	}

	@Test
	void showsRestart() {
		try (PageApplication application = PageApplication.start(Server.TOMCAT)) {
			application.release();
			show(application, "");
			this.browser.await("document.querySelector('details summary') !== null");
			this.browser.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)");
			String started = "document.querySelector('#rows').textContent.includes('Times started2')";
			assertThat(this.browser.evaluate(started).asBoolean()).isFalse();
			application.context().getBean(LifecycleManager.class).restart("database").join();
			this.browser.await(started);
		}
	}

	@ParameterizedTest
	@CsvSource({ "server.servlet.context-path=/shop, /shop" })
	void worksBelowContextPath(String property, String prefix) {
		try (PageApplication application = PageApplication.start(Server.TOMCAT, property)) {
			show(application, prefix);
			this.browser.await(state("database") + " === 'starting'");
			assertNoProblems();
		}
	}

	@Test
	void saysThatItIsDisconnectedAndConnectsAgain() {
		int port;
		try (PageApplication application = PageApplication.start(Server.TOMCAT)) {
			port = application.port();
			application.release();
			show(application, "");
		}
		this.browser.await("document.getElementById('connection').textContent === 'Disconnected, retrying'");
		assertThat(text("headline")).isNotEmpty();
		try (PageApplication application = PageApplication.start(Server.TOMCAT, "server.port=" + port)) {
			this.browser.await(LIVE);
			this.browser.await(state("database") + " === 'starting'");
			application.release();
			this.browser.await("document.getElementById('headline').textContent === 'The application is ready'");
		}
	}

	@Test
	void asksWithoutEventsIfTooManyLook() {
		try (PageApplication application = PageApplication.start(Server.TOMCAT, "lifecycle.page.max-viewers=0")) {
			this.browser.navigate("http://localhost:" + application.port() + PAGE);
			this.browser.await("document.getElementById('connection').dataset.state === 'polling'");
			application.release();
			this.browser.await("document.getElementById('headline').textContent === 'The application is ready'");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void asksUntilEventsComeThroughProxy(boolean flush) {
		try (PageApplication application = PageApplication.start(Server.TOMCAT, ProxyConfiguration.class)) {
			application.release();
			BufferingProxy proxy = application.context().getBean(BufferingProxy.class);
			proxy.flush = flush;
			this.browser.navigate("http://localhost:" + application.port() + PAGE);
			this.browser.await("document.querySelector('details summary') !== null");
			this.browser.await("document.getElementById('connection').dataset.state === 'polling'");
			this.browser.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)");
			application.context().getBean(LifecycleManager.class).restart("database").join();
			this.browser.await("document.querySelector('#rows').textContent.includes('Times started2')");
			assertThat(text("connection")).startsWith("Not live");
			proxy.passOn();
			this.browser.await(LIVE);
		}
	}

	@Test
	void finds() {
		try (PageApplication application = PageApplication.start(names(20))) {
			application.release();
			show(application, "");
			this.browser.await(ROWS + " === 23");
			type("search", "worker-1");
			this.browser.await(ROWS + " === 11");
			assertThat(text("found")).isEqualTo("11 of 23");
			type("search", "Nobody listens");
			this.browser.await(ROWS + " === 1");
			type("search", "no such service");
			this.browser.await(ROWS + " === 0");
			type("search", "");
			this.browser.await(ROWS + " === 23");
		}
	}

	@Test
	void everythingCanBeReachedAndUsedByKeyboard() {
		try (PageApplication application = PageApplication.start(Server.TOMCAT)) {
			application.release();
			show(application, "");
			this.browser.await(ROWS + " === 3");
			this.browser.press("Tab");
			assertThat(focused("className")).isEqualTo("skip");
			List<String> reached = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				assertThat(this.browser.evaluate("getComputedStyle(document.activeElement).outlineStyle").asString())
					.isEqualTo("solid");
				reached.add(focused("tagName") + focused("id"));
				this.browser.press("Tab");
				if (focused("tagName").equals("BODY")) {
					break;
				}
			}
			assertThat(reached).contains("DIVgraph-drawing", "DIVtimeline-drawing", "INPUTsearch")
				.contains("BUTTON", "SUMMARY", "A");
			assertThat(reached.stream().filter("SUMMARY"::equals)).hasSize(3);
			assertThat(reached.stream().filter("BUTTON"::equals)).hasSize(7);
			this.browser.evaluate("document.querySelector('[data-sort=name]').focus()");
			this.browser.press("Enter");
			assertThat(sorted("name")).isEqualTo("ascending");
			assertThat(firstRow()).startsWith("auth");
			this.browser.press("Enter");
			assertThat(sorted("name")).isEqualTo("descending");
			assertThat(firstRow()).startsWith("database");
			this.browser.evaluate("document.querySelector('.skip').focus()");
			this.browser.press("Enter");
			assertThat(focused("id")).isEqualTo("main");
		}
	}

	@Test
	void focusStaysWhileRowsMove() {
		try (PageApplication application = PageApplication.start(Server.TOMCAT)) {
			show(application, "");
			this.browser.await(ROWS + " === 3");
			this.browser.evaluate("document.querySelector('[data-sort=state]').click()");
			this.browser.evaluate(
					"[...document.querySelectorAll('summary')].find((summary) => summary.textContent.startsWith('auth')).focus()");
			application.release();
			this.browser.await(state("auth") + " === 'ready, degraded'");
			assertThat(focused("textContent")).startsWith("auth");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "dark" })
	void contrastIsSufficient(String scheme) throws IOException {
		String check = new ClassPathResource("contrast.js", PageChromiumTests.class)
			.getContentAsString(StandardCharsets.UTF_8);
		try (PageApplication application = PageApplication.start(Server.TOMCAT)) {
			this.browser.emulate("prefers-color-scheme", scheme);
			show(application, "");
			this.browser.await(state("database") + " === 'starting'");
			this.browser.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)");
			this.browser.evaluate("""
					["PENDING", "NOT_READY", "STOPPED", "VALIDATING"].forEach((state) => {
						const badge = document.createElement("span");
						badge.className = "state";
						badge.dataset.state = state;
						badge.textContent = state;
						document.getElementById("facts").append(badge);
					})""");
			for (String connection : List.of("live", "lost", "polling", "connecting")) {
				this.browser.evaluate("document.getElementById('connection').dataset.state = '" + connection + "'");
				JsonNode result = this.browser.evaluate(check);
				assertThat(result.path("failures").valueStream().map(JsonNode::asString)).isEmpty();
				assertThat(result.path("texts").asInt()).isGreaterThan(60);
				assertThat(result.path("marks").asInt()).isGreaterThan(10);
			}
			assertThat(this.browser.evaluate("getComputedStyle(document.body).backgroundColor").asString())
				.isEqualTo(scheme.equals("dark") ? "rgb(15, 23, 42)" : "rgb(255, 255, 255)");
		}
	}

	@Test
	void nothingMovesForThosePreferringThat() {
		try (PageApplication application = PageApplication.start(Server.TOMCAT)) {
			show(application, "");
			this.browser.await(state("database") + " === 'starting'");
			assertThat(this.browser.evaluate("document.getAnimations().length").asInt()).isPositive();
			this.browser.emulate("prefers-reduced-motion", "reduce");
			this.browser.await("document.getAnimations().length === 0");
		}
	}

	@Test
	void hostileNamesAreOnlyShown() {
		try (PageApplication application = PageApplication.start(HOSTILE)) {
			application.release();
			show(application, "");
			this.browser.await(ROWS + " === " + (HOSTILE.size() + 3));
			this.browser.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)");
			type("search", "<");
			this.browser.await(ROWS + " === 4");
			type("search", "");
			this.browser.await(ROWS + " === " + (HOSTILE.size() + 3));
			List<String> shown = this.browser
				.evaluate("[...document.querySelectorAll('#rows summary > bdi')].map((name) => name.textContent)")
				.valueStream()
				.map(JsonNode::asString)
				.toList();
			assertThat(shown).containsAll(HOSTILE);
			assertThat(this.browser.evaluate("typeof window.hacked").asString()).isEqualTo("undefined");
			assertThat(this.browser.evaluate("document.querySelectorAll('main img, main script').length").asInt())
				.isZero();
			assertThat(this.browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth").asBoolean())
				.isTrue();
			assertNoProblems();
			assertOnlyRequestsTo(application);
		}
	}

	@Test
	void policyForbidsScriptsOfOthers() {
		try (PageApplication application = PageApplication.start(Server.TOMCAT)) {
			show(application, "");
			assertThat(this.browser.evaluate("""
					(() => {
						const script = document.createElement("div");
						try {
							script.innerHTML = "<b>x</b>";
							return "allowed";
						}
						catch (ex) {
							return ex.name;
						}
					})()""").asString()).isEqualTo("TypeError");
			this.browser.navigate("http://localhost:" + application.port() + "/actuator/lifecycle/drawings/graph.svg");
			this.browser.await("document.documentElement.localName === 'svg'");
			assertThat(
					this.browser.evaluate("getComputedStyle(document.querySelector('.STARTING rect')).fill").asString())
				.isEqualTo("rgb(219, 234, 254)");
		}
	}

	@Test
	void twoHundredServicesAreShown() throws Exception {
		Random random = new Random(4711);
		Stream<String> others = IntStream.range(1, 200)
			.mapToObj((i) -> "lifecycle.services.worker-%d.depends-on=worker-%d,worker-%d".formatted(i,
					Math.max(0, i - 1 - random.nextInt(40)), random.nextInt(i)));
		String[] dependencies = Stream.concat(Stream.of("lifecycle.services.worker-0.depends-on=database"), others)
			.toArray(String[]::new);
		try (PageApplication application = PageApplication.start(names(200), dependencies)) {
			show(application, "");
			awaitAllShown();
			assertThat(this.browser.evaluate("document.querySelectorAll('#graph-drawing .WAITING').length").asInt())
				.isEqualTo(201);
			application.release();
			this.browser.await("document.getElementById('headline').textContent === 'The application is ready'");
			awaitAllShown();
			for (String drawing : List.of("graph", "timeline")) {
				String svg = application.get(application.port(), "/actuator/lifecycle/drawings/" + drawing + ".svg")
					.body();
				assertThat(svg.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(200_000);
			}
			assertNoProblems();
		}
	}

	private void awaitAllShown() {
		this.browser.await(ROWS + " === 203 && " + GRAPH + " === 203");
	}

	private static List<String> names(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "worker-" + i).toList();
	}

	private void show(PageApplication application, String prefix) {
		this.browser.navigate("http://localhost:" + application.port() + prefix + PAGE);
		this.browser.await(LIVE);
	}

	private static String state(String service) {
		return "[...document.querySelectorAll('#rows tr')].find((row) => row.querySelector('bdi').textContent === '"
				+ service + "')?.querySelector('.state').textContent";
	}

	private String text(String id) {
		return this.browser.evaluate("document.getElementById('" + id + "').textContent").asString();
	}

	private String focused(String property) {
		return this.browser.evaluate("document.activeElement." + property).asString();
	}

	private String sorted(String column) {
		return this.browser
			.evaluate("document.querySelector('[data-sort=" + column + "]').parentElement.getAttribute('aria-sort')")
			.asString();
	}

	private String firstRow() {
		return this.browser.evaluate("document.querySelector('#rows tr').textContent").asString();
	}

	private void type(String id, String text) {
		this.browser
			.evaluate("document.getElementById('" + id + "').focus(); document.getElementById('" + id + "').select()");
		if (text.isEmpty()) {
			this.browser.press("Escape");
		}
		else {
			this.browser.send("Input.insertText", Map.of("text", text));
		}
	}

	private void assertNoProblems() {
		assertThat(this.browser.problems()).isEmpty();
	}

	private void assertOnlyRequestsTo(PageApplication application) {
		Stream<URI> requests = this.browser.requests()
			.stream()
			.filter((url) -> !url.startsWith("data:"))
			.map(URI::create);
		assertThat(requests).isNotEmpty()
			.allMatch((uri) -> uri.getHost().equals("localhost") && uri.getPort() == application.port());
	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyConfiguration {

		@Bean
		BufferingProxy bufferingProxy() {
			return new BufferingProxy();
		}

	}

	/**
	 * Keeps events to itself, as some proxies do.
	 */
	static final class BufferingProxy extends OncePerRequestFilter {

		private final Queue<AsyncContext> kept = new ConcurrentLinkedQueue<>();

		private volatile boolean buffering = true;

		private volatile boolean flush;

		@Override
		protected boolean shouldNotFilter(HttpServletRequest request) {
			return !this.buffering || !request.getRequestURI().endsWith("/page/events");
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException {
			AsyncContext context = request.startAsync();
			context.setTimeout(0);
			response.setContentType("text/event-stream");
			if (this.flush) {
				response.flushBuffer();
			}
			this.kept.add(context);
		}

		void passOn() {
			this.buffering = false;
			this.kept.forEach(AsyncContext::complete);
		}

	}

}
