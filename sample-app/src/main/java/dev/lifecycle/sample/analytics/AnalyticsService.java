package dev.lifecycle.sample.analytics;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.sample.SampleProperties;

/**
 * The service {@code analytics}: sends usage events to a collector. The application works
 * without one, and unless {@code sample.analytics.url} names one there is none, so that
 * {@code chat} runs degraded. Nothing has to be started here, so this is a plain bean
 * with a check.
 *
 * @since 0.1.0
 */
@Service("analytics")
@LifecycleService(required = false)
public final class AnalyticsService {

	private static final Log logger = LogFactory.getLog(AnalyticsService.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

	private final URI url;

	private final JsonMapper json;

	AnalyticsService(SampleProperties properties, JsonMapper json) {
		this.url = properties.analytics().url();
		this.json = json;
	}

	@ReadinessCheck(timeout = "2s")
	ReadinessResult collectorAnswers() throws IOException, InterruptedException {
		try {
			int status = this.client.send(request().GET().build(), BodyHandlers.discarding()).statusCode();
			return (status < 500) ? ReadinessResult.ready()
					: ReadinessResult.notReady("The collector at " + this.url + " answers with status " + status);
		}
		catch (ConnectException ex) {
			return ReadinessResult.notReady("No collector listens at " + this.url);
		}
	}

	/**
	 * Send an event, at most once and without waiting for it. An event that cannot be
	 * sent is lost.
	 * @param type type of the event
	 * @param user name of the user or agent that caused it
	 */
	public void record(String type, String user) {
		String event = this.json.writeValueAsString(Map.of("type", type, "user", user));
		HttpRequest request = request().header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(event))
			.build();
		CompletableFuture<?> unused = this.client.sendAsync(request, BodyHandlers.discarding())
			.whenComplete((response, failure) -> logLoss(failure));
	}

	private static void logLoss(@Nullable Throwable failure) {
		if (failure != null) {
			logger.debug("Lost a usage event", failure);
		}
	}

	private HttpRequest.Builder request() {
		return HttpRequest.newBuilder(this.url).timeout(TIMEOUT);
	}

}
