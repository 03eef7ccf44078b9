package dev.lifecycle.gate;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketHandshake}.
 */
class WebSocketHandshakeTests {

	private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			GET,  Upgrade,             dGhlIHNhbXBsZSBub25jZQ==, 13, 0
			GET,  'keep-alive, upgrade', dGhlIHNhbXBsZSBub25jZQ==, 13, 0
			POST, Upgrade,             dGhlIHNhbXBsZSBub25jZQ==, 13, 405
			GET,  keep-alive,          dGhlIHNhbXBsZSBub25jZQ==, 13, 400
			GET,  -,                   dGhlIHNhbXBsZSBub25jZQ==, 13, 400
			GET,  Upgrade,             -,                        13, 400
			GET,  Upgrade,             c2hvcnQ=,                 13, 400
			GET,  Upgrade,             no base64,                13, 400
			GET,  Upgrade,             dGhlIHNhbXBsZSBub25jZQ==, 8,  426
			GET,  Upgrade,             dGhlIHNhbXBsZSBub25jZQ==, -,  426
			""")
	void invalidHandshakeIsRejectedLikeServerWould(String method, @Nullable String connection, @Nullable String key,
			@Nullable String version, int status) {
		Map<String, String> headers = new TreeMap<>();
		headers.put("Connection", connection);
		headers.put("Sec-WebSocket-Key", key);
		headers.put("Sec-WebSocket-Version", version);
		Refusal rejection = new WebSocketHandshake(new EarlyRequest(method, headers::get)).rejection();
		assertThat((rejection != null) ? rejection.status() : 0).isEqualTo(status);
	}

	@Test
	void unsupportedVersionIsToldSupportedOne() {
		Map<String, String> headers = Map.of("Connection", "Upgrade", "Sec-WebSocket-Key", KEY);
		Refusal rejection = new WebSocketHandshake(new EarlyRequest("GET", headers::get)).rejection();
		assertThat(Objects.requireNonNull(rejection).headers()).containsEntry("Sec-WebSocket-Version", "13");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			-,                        -
			v12.stomp,                v12.stomp
			'v12.stomp, v11.stomp',   v12.stomp
			' a , b',                 a
			',',                      -
			""")
	void firstSubprotocolIsTaken(@Nullable String offered, @Nullable String expected) {
		EarlyRequest request = new EarlyRequest("GET",
				(name) -> "Sec-WebSocket-Protocol".equals(name) ? offered : null);
		assertThat(new WebSocketHandshake(request).subprotocol()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "websocket,true", "WebSocket,true", "h2c,false", "-,false" })
	void otherUpgradesAreNone(@Nullable String upgrade, boolean requested) {
		assertThat(WebSocketHandshake.isRequested(new EarlyRequest("GET", (name) -> upgrade))).isEqualTo(requested);
	}

}
