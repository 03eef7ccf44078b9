package dev.lifecycle.readiness;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lifecycle.ReadinessResult;

/**
 * The value that JSON has to have somewhere.
 *
 * @param pointer where
 * @param expected the value; {@code null} for any but {@code null}
 */
record JsonValue(String pointer, @Nullable String expected) {

	ReadinessResult examine(byte[] json, Peer peer) {
		JsonNode node;
		try {
			node = JsonMapper.shared().readTree(json).at(this.pointer);
		}
		catch (JacksonException ex) {
			return ReadinessResult.notReady(peer.url() + " answered something that is not JSON");
		}
		if (node.isMissingNode() || (this.expected == null && node.isNull())) {
			return ReadinessResult.notReady(peer.url() + " has no value at " + this.pointer + expectation());
		}
		String actual = (node.isValueNode() && !node.isNull()) ? node.asString() : node.toString();
		return (this.expected == null || this.expected.equals(actual)) ? ReadinessResult.ready() : ReadinessResult
			.notReady(peer.url() + " has " + NetworkFailures.quote(actual) + " at " + this.pointer + expectation());
	}

	private String expectation() {
		return (this.expected != null) ? ", expected " + NetworkFailures.quote(this.expected) : "";
	}

}
