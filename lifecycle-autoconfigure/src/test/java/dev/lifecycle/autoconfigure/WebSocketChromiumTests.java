package dev.lifecycle.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.testsupport.Chromium;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a page learns about a refused WebSocket, in a real browser.
 */
@EnabledIf("dev.lifecycle.testsupport.Chromium#isInstalled")
class WebSocketChromiumTests {

	private static final String TOMCAT = "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration";

	private static final String JETTY = "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";

	@ParameterizedTest
	@CsvSource({ TOMCAT + ",''", TOMCAT + ",chat.v1", JETTY + ",''", JETTY + ",chat.v1" })
	void pageLearnsWhyItsWebSocketIsRefused(String otherServer, String subprotocol) throws Exception {
		try (ConfigurableApplicationContext context = run(otherServer);
				Chromium chromium = Chromium.open(url(context, subprotocol))) {
			String seen = context.getBean(Application.class).seen.get(60, TimeUnit.SECONDS);
			assertThat(JsonPath.<Integer>read(seen, "$.code")).isEqualTo(1011);
			assertThat(JsonPath.<String>read(seen, "$.reason")).isEqualTo("Service startup incomplete");
			assertThat(JsonPath.<String>read(seen, "$.message.code")).isEqualTo("STARTUP_INCOMPLETE");
			assertThat(JsonPath.<String>read(seen, "$.protocol")).isEqualTo(subprotocol);
			assertThat(chromium).isNotNull();
		}
	}

	private static ConfigurableApplicationContext run(String otherServer) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off", "lifecycle.gate.mode=reject",
					"lifecycle.gate.exclude=/page,/seen",
					"spring.autoconfigure.exclude=" + otherServer + ","
							+ ServiceLifecycleAutoConfiguration.class.getName())
			.run();
	}

	private static String url(ConfigurableApplicationContext context, String subprotocol) {
		return "http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/page?"
				+ subprotocol;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		private final CompletableFuture<String> seen = new CompletableFuture<>();

		@Bean
		TrafficGate trafficGate() {
			return new TrafficGate();
		}

		@GetMapping(path = "/page", produces = MediaType.TEXT_HTML_VALUE)
		String page() {
			return """
					<!doctype html><script>
					const protocols = location.search.length > 1 ? [location.search.slice(1)] : [];
					const socket = new WebSocket(`ws://${location.host}/chat`, protocols);
					let message = {};
					socket.onmessage = ({ data }) => { message = JSON.parse(data); };
					socket.onclose = ({ code, reason }) => fetch("/seen", {
					  method: "POST",
					  body: JSON.stringify({ code, reason, message, protocol: socket.protocol })
					});
					</script>
					""";
		}

		@PostMapping("/seen")
		void seen(@RequestBody String seen) {
			this.seen.complete(seen);
		}

	}

}
