package dev.lifecycle.sample.analytics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.json.JsonMapper;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.sample.SampleProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnalyticsService} with a collector on a real socket.
 */
class AnalyticsServiceTests {

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	private HttpServer collector;

	private volatile int status = 204;

	@BeforeEach
	void startCollector() throws IOException {
		this.collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.collector.createContext("/", this::answer);
		this.collector.start();
	}

	@AfterEach
	void stopCollector() {
		this.collector.stop(0);
	}

	@Test
	void checkWhenCollectorAnswersThenReady() throws Exception {
		assertThat(analytics().collectorAnswers()).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenCollectorFailsThenNotReady() throws Exception {
		this.status = 500;
		assertThat(analytics().collectorAnswers().reason()).endsWith("answers with status 500");
	}

	@Test
	void checkWhenThereIsNoCollectorThenNotReady() throws Exception {
		AnalyticsService analytics = analytics();
		this.collector.stop(0);
		assertThat(analytics.collectorAnswers().reason()).startsWith("No collector listens at http://");
	}

	@Test
	void recordSendsTheEvent() throws Exception {
		analytics().record("said", "ada");
		assertThat(this.received.poll(10, TimeUnit.SECONDS)).contains("\"said\"", "\"ada\"");
	}

	private AnalyticsService analytics() {
		MockEnvironment environment = new MockEnvironment().withProperty("sample.analytics.url",
				"http://localhost:" + this.collector.getAddress().getPort() + "/events");
		SampleProperties properties = Binder.get(environment).bindOrCreate("sample", SampleProperties.class);
		return new AnalyticsService(properties, JsonMapper.shared());
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			exchange.sendResponseHeaders(this.status, -1);
		}
	}

}
