package dev.lifecycle.gate;

import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EarlyRequest}.
 */
class EarlyRequestTests {

	private static final Map<String, String> NAVIGATION = Map.of("Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest",
			"document", "Accept", "text/html");

	@Test
	void requestOfProgramIsHeld() {
		EarlyRequest request = request("GET", Map.of("Accept", "*/*"));
		assertThat(request.isHoldable()).isTrue();
		assertThat(request.wantsPage()).isFalse();
	}

	@Test
	void navigationOfBrowserGetsPageAtOnce() {
		EarlyRequest request = request("GET", NAVIGATION);
		assertThat(request.isHoldable()).isFalse();
		assertThat(request.wantsPage()).isTrue();
	}

	@Test
	void submittedFormIsHeld() {
		assertThat(request("POST", NAVIGATION).isHoldable()).isTrue();
		assertThat(request("POST", NAVIGATION).wantsPage()).isFalse();
	}

	@Test
	void requestWithoutFetchMetadataGetsPageWhenItIsRefused() {
		EarlyRequest request = request("GET", Map.of("Accept", "application/xhtml+xml, TEXT/HTML;q=0.9"));
		assertThat(request.isHoldable()).isTrue();
		assertThat(request.wantsPage()).isTrue();
	}

	@Test
	void scriptOfBrowserGetsProblem() {
		assertThat(request("GET", Map.of("Sec-Fetch-Mode", "cors", "Accept", "text/html")).wantsPage()).isFalse();
	}

	@Test
	void requestForProgressIsNeverHeld() {
		EarlyRequest request = request("GET", Map.of(EarlyRequest.PROGRESS_HEADER, "1", "Accept", "text/html"));
		assertThat(request.isHoldable()).isFalse();
		assertThat(request.wantsPage()).isFalse();
	}

	@Test
	void preflightIsHeld() {
		EarlyRequest request = request("OPTIONS",
				Map.of("Origin", "https://other.example", "Access-Control-Request-Method", "PUT"));
		assertThat(request.isPreflight()).isTrue();
		assertThat(request.isHoldable()).isTrue();
	}

	@Test
	void plainOptionsAreNoPreflight() {
		assertThat(request("OPTIONS", Map.of("Origin", "https://other.example")).isPreflight()).isFalse();
		assertThat(request("OPTIONS", Map.of("Access-Control-Request-Method", "PUT")).isPreflight()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			PUT,  https://other.example, app.example, -,           -,                 -,                 false
			PUT,  https://app.example,   app.example, -,           -,                 -,                 true
			PUT,  https://APP.example,   app.example, -,           -,                 -,                 true
			PUT,  https://app.example,   upstream:80, app.example, -,                 -,                 true
			PUT,  https://app.example,   upstream:80, -,           same-origin,       -,                 true
			PUT,  https://app.example,   app.example, -,           cross-site,        -,                 false
			PUT,  null,                  app.example, -,           -,                 -,                 false
			PUT,  ht!tp://,              app.example, -,           -,                 -,                 false
			PUT,  -,                     app.example, -,           -,                 -,                 true
			GET,  https://other.example, app.example, -,           -,                 -,                 true
			POST, https://other.example, app.example, -,           -,                 text/plain; a=b,   true
			POST, https://other.example, app.example, -,           -,                 application/json,  false
			""")
	void requestOfOtherOriginThatNeedsPreflightIsNotHeld(String method, String origin, String host,
			String forwardedHost, String site, String type, boolean held) {
		Map<String, String> headers = new TreeMap<>();
		headers.put("Origin", origin);
		headers.put("Host", host);
		headers.put("X-Forwarded-Host", forwardedHost);
		headers.put("Sec-Fetch-Site", site);
		headers.put("Content-Type", type);
		assertThat(request(method, headers).isHoldable()).isEqualTo(held);
	}

	private EarlyRequest request(String method, Map<String, String> headers) {
		Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		copy.putAll(headers);
		return new EarlyRequest(method, copy::get);
	}

}
