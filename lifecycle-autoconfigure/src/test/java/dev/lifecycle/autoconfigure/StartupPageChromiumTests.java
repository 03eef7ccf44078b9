package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.testsupport.Chromium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the page that people see during start-up, in a real browser.
 */
@EnabledIf("dev.lifecycle.testsupport.Chromium#isInstalled")
class StartupPageChromiumTests {

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
		.web(WebApplicationType.SERVLET)
		.properties("server.port=0", "spring.main.banner-mode=off", "lifecycle.gate.exclude=/seen",
				"spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration,"
						+ ServiceLifecycleAutoConfiguration.class.getName())
		.run();

	private final Application application = this.context.getBean(Application.class);

	private @Nullable Chromium chromium;

	@AfterEach
	void close() throws IOException {
		if (this.chromium != null) {
			this.chromium.close();
		}
		this.context.close();
	}

	@Test
	void pageAsksForProgressAndMakesWayForApplication() throws Exception {
		this.application.remaining = Duration.ofHours(1);
		this.chromium = Chromium.open(url());
		awaitProgressAskedFor(4);
		assertThat(this.application.seen).isEmpty();
		this.context.getBean(TrafficGate.class).open();
		assertThat(this.application.seen.poll(60, TimeUnit.SECONDS)).isEqualTo("script");
	}

	@Test
	void pageIsLoadedAgainWhereScriptsAreForbidden() throws Exception {
		this.chromium = Chromium.open(url(), "--blink-settings=scriptEnabled=false");
		awaitProgressAskedFor(2);
		this.context.getBean(TrafficGate.class).open();
		assertThat(this.application.seen.poll(60, TimeUnit.SECONDS)).isEqualTo("image");
	}

	private void awaitProgressAskedFor(int times) {
		await().atMost(60, TimeUnit.SECONDS).until(() -> this.application.asked.get() >= times);
	}

	private String url() {
		return "http://localhost:" + this.context.getEnvironment().getRequiredProperty("local.server.port") + "/page";
	}

	@RestController
	@EnableAutoConfiguration
	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

		private final AtomicInteger asked = new AtomicInteger();

		private volatile Duration remaining = Duration.ZERO;

		@Bean
		TrafficGate trafficGate() {
			return new TrafficGate();
		}

		@Bean
		StartupProgress startupProgress() {
			return new StartupProgress() {

				@Override
				public int ready() {
					return 3;
				}

				@Override
				public int total() {
					return 7;
				}

				@Override
				public List<String> waitingFor() {
					return List.of("chat");
				}

				@Override
				public Duration remaining() {
					Application.this.asked.incrementAndGet();
					return Application.this.remaining;
				}

			};
		}

		@GetMapping(path = "/page", produces = MediaType.TEXT_HTML_VALUE)
		String page() {
			return """
					<!DOCTYPE html>
					<script>fetch("/seen?by=script")</script>
					<noscript><img src="/seen?by=image" alt=""></noscript>
					""";
		}

		@GetMapping("/seen")
		void seen(String by) {
			this.seen.add(by);
		}

	}

}
