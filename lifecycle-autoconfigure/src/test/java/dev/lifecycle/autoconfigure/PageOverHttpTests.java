package dev.lifecycle.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.autoconfigure.PageApplication.Server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the page as HTTP clients see it, on real servers.
 */
@Timeout(120)
class PageOverHttpTests {

	private static final String PAGE = "/actuator/lifecycle/page/index.html";

	private static final String EVENTS = "/actuator/lifecycle/page/events";

	private static final String CHANGED = "event: change";

	@ParameterizedTest
	@EnumSource
	void pageIsServedWithStrictHeadersWhileStarting(Server server) throws Exception {
		try (PageApplication application = PageApplication.start(server)) {
			HttpResponse<String> page = application.get(application.port(), PAGE, "Accept", "text/html");
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.body()).startsWith("<!DOCTYPE html>").doesNotContain("{{", "http://localhost");
			assertHeaders(page.headers(), "text/html;charset=UTF-8");
			assertThat(policy(page)).startsWith("default-src 'none'; script-src 'sha256-")
				.contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
				.doesNotContain("unsafe", "*");
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, graph.svg, image/svg+xml;charset=UTF-8", "TOMCAT, graph.dot, text/plain;charset=UTF-8",
			"NETTY, timeline.svg, image/svg+xml;charset=UTF-8", "NETTY, graph.mmd, text/plain;charset=UTF-8" })
	void drawingsMayDoNothing(Server server, String name, String type) throws Exception {
		try (PageApplication application = PageApplication.start(server, "lifecycle.page.enabled=false")) {
			HttpResponse<String> drawing = application.get(application.port(), "/actuator/lifecycle/drawings/" + name);
			assertHeaders(drawing.headers(), type);
			assertThat(policy(drawing)).startsWith("default-src 'none'; style-src 'sha256-")
				.endsWith("sandbox")
				.doesNotContain("script-src", "unsafe");
		}
	}

	private static void assertHeaders(HttpHeaders headers, String type) {
		assertThat(headers.firstValue("Content-Type").orElseThrow()).isEqualToIgnoringCase(type);
		assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
		assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
	}

	private static String policy(HttpResponse<String> response) {
		return response.headers().firstValue("Content-Security-Policy").orElseThrow();
	}

	@ParameterizedTest
	@EnumSource
	void viewerIsToldOfChanges(Server server) throws Exception {
		try (PageApplication application = PageApplication.start(server);
				Viewer viewer = new Viewer(application.port(), EVENTS)) {
			assertThat(viewer.status()).isEqualTo(200);
			assertThat(viewer.head()).contains("text/event-stream").contains("no-store").contains("nosniff");
			viewer.awaitChange();
			application.release();
			viewer.awaitChange();
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NETTY")
	void viewerIsToldOfChangesAlthoughResponsesGetEtags(Server server) throws Exception {
		try (PageApplication application = PageApplication.start(server, EtagConfiguration.class);
				Viewer viewer = new Viewer(application.port(), EVENTS)) {
			viewer.awaitChange();
			application.release();
			viewer.awaitChange();
		}
	}

	@ParameterizedTest
	@EnumSource
	void worksOnManagementPortWithOtherPaths(Server server) throws Exception {
		try (PageApplication application = PageApplication.start(server, "management.server.port=0",
				"management.server.base-path=/admin", "management.endpoints.web.base-path=/manage",
				"management.endpoints.web.path-mapping.lifecycle=services")) {
			int management = application.awaitServer();
			String path = "/admin/manage/services/page/index.html";
			assertThat(application.get(management, path).statusCode()).isEqualTo(200);
			assertThat(application.get(management, "/admin/manage/services/drawings/graph.svg")
				.headers()
				.firstValue("Content-Security-Policy")).isPresent();
			try (Viewer viewer = new Viewer(management, "/admin/manage/services/page/events")) {
				viewer.awaitChange();
				application.release();
				viewer.awaitChange();
			}
			assertThat(application.get(application.port(), path).statusCode()).isEqualTo(404);
			assertThat(application.get(application.port(), PAGE).statusCode()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, server.servlet.context-path=/shop", "TOMCAT, spring.mvc.servlet.path=/shop",
			"NETTY, spring.webflux.base-path=/shop" })
	void worksBelowContextPath(Server server, String property) throws Exception {
		try (PageApplication application = PageApplication.start(server, property)) {
			assertThat(application.get(application.port(), "/shop" + PAGE).statusCode()).isEqualTo(200);
			try (Viewer viewer = new Viewer(application.port(), "/shop" + EVENTS)) {
				viewer.awaitChange();
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, lifecycle.page.enabled=false", "NETTY, lifecycle.page.enabled=false",
			"TOMCAT, management.endpoint.lifecycle.access=none", "NETTY, management.endpoint.lifecycle.access=none",
			"TOMCAT, management.endpoints.web.exposure.include=health",
			"NETTY, management.endpoints.web.exposure.include=health",
			"TOMCAT, management.endpoints.access.max-permitted=none", "TOMCAT, lifecycle.enabled=false",
			"NETTY, lifecycle.enabled=false" })
	void isNotThereIfNotWanted(Server server, String property) throws Exception {
		try (PageApplication application = PageApplication.start(server, property)) {
			application.release();
			assertThat(application.get(application.port(), PAGE).statusCode()).isEqualTo(404);
			assertThat(application.get(application.port(), EVENTS).statusCode()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY")
	void onlyReads(Server server) throws Exception {
		try (PageApplication application = PageApplication.start(server)) {
			assertThat(application.send("POST", PAGE).statusCode()).isEqualTo(405);
			assertThat(application.send("POST", EVENTS).statusCode()).isEqualTo(405);
			assertThat(application.send("HEAD", EVENTS).statusCode()).isEqualTo(405);
			assertThat(application.send("DELETE", "/actuator/lifecycle/drawings/graph.svg").statusCode())
				.isEqualTo(405);
			HttpResponse<String> head = application.send("HEAD", PAGE);
			assertThat(head.statusCode()).isEqualTo(200);
			assertThat(head.body()).isEmpty();
			assertThat(application.get(application.port(), "/actuator/lifecycle/page/other").statusCode())
				.isEqualTo(404);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY")
	void otherOriginsAreAllowedAsForTheEndpoint(Server server) throws Exception {
		try (PageApplication application = PageApplication.start(server,
				"management.endpoints.web.cors.allowed-origins=https://ops.example")) {
			String header = "Access-Control-Allow-Origin";
			String graph = "/actuator/lifecycle/drawings/graph.svg";
			assertThat(application.get(application.port(), graph, "Origin", "https://ops.example")
				.headers()
				.firstValue(header)).hasValue("https://ops.example");
			assertThat(application.get(application.port(), graph, "Origin", "https://evil.example").statusCode())
				.isEqualTo(403);
		}
	}

	@ParameterizedTest
	@EnumSource
	void tooManyViewersAreRefusedUntilOneIsGone(Server server) throws Exception {
		try (PageApplication application = PageApplication.start(server, "lifecycle.page.max-viewers=1")) {
			Viewer first = new Viewer(application.port(), EVENTS);
			first.awaitChange();
			assertThat(application.get(application.port(), EVENTS).statusCode()).isEqualTo(503);
			first.close();
			await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(500)).until(() -> {
				try (Viewer second = new Viewer(application.port(), EVENTS)) {
					return second.status() == 200;
				}
			});
		}
	}

	@ParameterizedTest
	@EnumSource
	void shutdownDoesNotWaitForViewers(Server server) throws Exception {
		PageApplication application = PageApplication.start(server, "server.shutdown=graceful",
				"spring.lifecycle.timeout-per-shutdown-phase=1h");
		try (Viewer viewer = new Viewer(application.port(), EVENTS)) {
			viewer.awaitChange();
			application.release();
			application.close();
			viewer.awaitEnd();
		}
		await().atMost(Duration.ofSeconds(60)).until(() -> !isAlive("lifecycle-page"));
	}

	@ParameterizedTest
	@EnumSource
	void shutdownOfManagementServerDoesNotWaitForViewers(Server server) throws Exception {
		PageApplication application = PageApplication.start(server, "management.server.port=0",
				"server.shutdown=graceful", "spring.lifecycle.timeout-per-shutdown-phase=1h");
		try (Viewer viewer = new Viewer(application.awaitServer(), EVENTS)) {
			viewer.awaitChange();
			application.release();
			application.close();
			viewer.awaitEnd();
		}
	}

	@ParameterizedTest
	@EnumSource
	void shutdownWhileStartingDoesNotWaitForViewers(Server server) throws Exception {
		PageApplication application = PageApplication.start(server, "server.shutdown=graceful",
				"spring.lifecycle.timeout-per-shutdown-phase=1h");
		try (Viewer viewer = new Viewer(application.port(), EVENTS)) {
			viewer.awaitChange();
			application.abort();
			viewer.awaitEnd();
		}
		await().atMost(Duration.ofSeconds(60)).until(() -> !isAlive("lifecycle-page"));
	}

	@Test
	void stoppedApplicationRefusesViewersUntilItStartsAgain() throws Exception {
		try (PageApplication application = PageApplication.start(Server.TOMCAT, "management.server.port=0")) {
			application.release();
			application.context().stop();
			application.context().start();
			await().until(() -> application.context().getBean(LifecycleManager.class).isReady());
			int management = application.context()
				.getEnvironment()
				.getRequiredProperty("local.management.port", Integer.class);
			try (Viewer again = new Viewer(management, EVENTS)) {
				again.awaitChange();
			}
		}
	}

	private static boolean isAlive(String name) {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().equals(name));
	}

	@Configuration(proxyBeanMethods = false)
	static class EtagConfiguration {

		@Bean
		ShallowEtagHeaderFilter shallowEtagHeaderFilter() {
			return new ShallowEtagHeaderFilter();
		}

	}

	/**
	 * A connection like that of the page.
	 */
	private static final class Viewer implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader reader;

		private final String head;

		Viewer(int port, String path) throws IOException {
			this.socket = PageApplication.connect(port, path);
			this.reader = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
			StringBuilder head = new StringBuilder();
			for (String line = this.reader.readLine(); line != null && !line.isEmpty(); line = this.reader.readLine()) {
				head.append(line).append('\n');
			}
			this.head = head.toString();
		}

		String head() {
			return this.head;
		}

		int status() {
			return Integer.parseInt(List.of(this.head.split(" ")).get(1));
		}

		void awaitChange() throws IOException {
			String line = this.reader.readLine();
			while (!CHANGED.equals(line)) {
				assertThat(line).isNotNull();
				line = this.reader.readLine();
			}
		}

		void awaitEnd() throws IOException {
			String line = this.reader.readLine();
			while (line != null && !line.equals("0")) {
				line = this.reader.readLine();
			}
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
