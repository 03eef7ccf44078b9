package dev.lifecycle.gate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.lifecycle.gate.TrafficGate.State;
import dev.lifecycle.testsupport.FixedProgress;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Refusals}.
 */
class RefusalsTests {

	private static final EarlyRequest REQUEST = new EarlyRequest("GET", (name) -> null);

	@Test
	void bodyWhenClosedTellsProgress() {
		Refusal refusal = refuse(State.CLOSED, progress(Duration.ZERO));
		assertThat(refusal.status()).isEqualTo(503);
		assertThat(refusal.headers()).containsEntry("Content-Type", "application/problem+json")
			.containsEntry("Cache-Control", "no-store");
		assertThat(new String(refusal.body(), StandardCharsets.UTF_8)).isEqualTo("""
				{"type":"about:blank","title":"Service Unavailable","status":503,\
				"detail":"The application is still starting.","code":"STARTUP_INCOMPLETE","ready":3,"total":7}""");
	}

	@Test
	void bodyWhenFailedSaysUnavailable() {
		String body = new String(refuse(State.FAILED, progress(Duration.ZERO)).body(), StandardCharsets.UTF_8);
		String code = JsonPath.read(body, "$.code");
		assertThat(code).isEqualTo("SERVICE_UNAVAILABLE");
	}

	@Test
	void namesAreToldIfAllowed() {
		Refusals refusals = new Refusals(() -> progress(Duration.ZERO), true, null);
		String body = new String(refusals.refuse(State.CLOSED, REQUEST).body(), StandardCharsets.UTF_8);
		List<String> names = JsonPath.read(body, "$.waitingFor");
		assertThat(names).containsExactly("chat", "say \"hi\"");
	}

	@ParameterizedTest
	@CsvSource({ "PT-5S,1", "PT0S,1", "PT0.001S,1", "PT1S,1", "PT1.001S,2", "PT5S,5", "PT2H,7200" })
	void retryAfterIsWholeSeconds(Duration remaining, String expected) {
		assertThat(refuse(State.CLOSED, progress(remaining)).headers()).containsEntry("Retry-After", expected);
	}

	@Test
	void unknownProgressAsksToRetryInFiveSeconds() {
		assertThat(refuse(State.CLOSED, StartupProgress.unknown()).headers()).containsEntry("Retry-After", "5");
	}

	@Test
	void configuredTimeToRetryIsUsed() {
		Refusals refusals = new Refusals(() -> progress(Duration.ofHours(1)), false, Duration.ofSeconds(9));
		assertThat(refusals.refuse(State.CLOSED, REQUEST).headers()).containsEntry("Retry-After", "9");
	}

	@Test
	void preflightIsAnsweredWithoutCredentials() {
		Map<String, String> headers = Map.of("Origin", "https://other.example", "Access-Control-Request-Method", "PUT",
				"Access-Control-Request-Headers", "content-type,x-a");
		Refusal refusal = refusals().refuse(State.CLOSED, new EarlyRequest("OPTIONS", headers::get));
		assertThat(refusal.status()).isEqualTo(204);
		assertThat(refusal.body()).isEmpty();
		assertThat(refusal.headers()).containsOnly(Map.entry("Cache-Control", "no-store"), Map.entry("Vary", "Origin"),
				Map.entry("Access-Control-Allow-Origin", "https://other.example"),
				Map.entry("Access-Control-Allow-Methods", "PUT"),
				Map.entry("Access-Control-Allow-Headers", "content-type,x-a"),
				Map.entry("Access-Control-Max-Age", "0"));
	}

	@Test
	void preflightWithoutHeadersAllowsNone() {
		Map<String, String> headers = Map.of("Origin", "https://other.example", "Access-Control-Request-Method", "PUT");
		Refusal refusal = refusals().refuse(State.CLOSED, new EarlyRequest("OPTIONS", headers::get));
		assertThat(refusal.headers()).doesNotContainKey("Access-Control-Allow-Headers");
	}

	@Test
	void scriptOfOtherOriginMayReadRefusal() {
		Map<String, String> headers = Map.of("Origin", "https://other.example");
		Refusal refusal = refusals().refuse(State.CLOSED, new EarlyRequest("PUT", headers::get));
		assertThat(refusal.status()).isEqualTo(503);
		assertThat(refusal.headers()).containsEntry("Access-Control-Allow-Origin", "https://other.example")
			.containsEntry("Access-Control-Allow-Credentials", "true")
			.containsEntry("Access-Control-Expose-Headers", "Retry-After")
			.containsEntry("Vary", "Origin");
	}

	@Test
	void messageTellsCodeAndProgress() {
		assertThat(refusals().message(State.CLOSED)).isEqualTo("""
				{"type":"error","code":"STARTUP_INCOMPLETE","message":"The application is still starting.",\
				"retryAfter":1,"ready":3,"total":7}""");
		assertThat(refusals().message(State.FAILED)).contains("\"code\":\"SERVICE_UNAVAILABLE\"");
	}

	@Test
	void pageNeedsNothingButItself() {
		Map<String, String> headers = Map.of("Accept", "text/html");
		Refusal refusal = refusals().refuse(State.CLOSED, new EarlyRequest("GET", headers::get));
		String page = new String(refusal.body(), StandardCharsets.UTF_8);
		assertThat(refusal.status()).isEqualTo(503);
		assertThat(refusal.headers()).containsEntry("Content-Type", "text/html;charset=UTF-8")
			.containsEntry("Refresh", "1")
			.hasEntrySatisfying("Content-Security-Policy",
					(policy) -> assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe"));
		assertThat(page).contains("3 of 7 services are ready.").doesNotContain("{{", "src=", "http:", "https:", "chat");
	}

	@Test
	void pageAfterFailureSaysSo() {
		Map<String, String> headers = Map.of("Accept", "text/html");
		Refusal refusal = refusals().refuse(State.FAILED, new EarlyRequest("GET", headers::get));
		assertThat(new String(refusal.body(), StandardCharsets.UTF_8))
			.contains("<h1 id=\"title\">The application is not available</h1>");
	}

	private static Refusals refusals() {
		return new Refusals(() -> progress(Duration.ZERO), false, null);
	}

	private static Refusal refuse(State state, StartupProgress progress) {
		return new Refusals(() -> progress, false, null).refuse(state, REQUEST);
	}

	private static StartupProgress progress(Duration remaining) {
		return new FixedProgress(3, 7, List.of("chat", "say \"hi\""), remaining);
	}

}
