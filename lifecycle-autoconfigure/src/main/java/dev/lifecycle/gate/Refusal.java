package dev.lifecycle.gate;

import java.util.Map;

/**
 * The complete answer to a request that cannot be served.
 *
 * @param status the HTTP status
 * @param headers its headers; the length of the body is not among them
 * @param body the body, which a {@code HEAD} request must not get
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record Refusal(int status, Map<String, String> headers, byte[] body) {

	public Refusal {
		headers = Map.copyOf(headers);
	}

}
