package dev.lifecycle.readiness;

import java.time.Duration;
import java.util.List;

import org.springframework.dao.QueryTimeoutException;

import dev.lifecycle.text.Texts;

/**
 * Says in one sentence why Redis cannot be used.
 */
final class RedisFailures {

	// The protocol gives errors a code, which is the first word of the message.
	private static final List<String> AUTHENTICATION = List.of("WRONGPASS ", "NOAUTH ", "ERR AUTH ",
			"ERR invalid password", "ERR Client sent AUTH");

	private RedisFailures() {
	}

	/**
	 * Describe a failure.
	 * @param failure the failure
	 * @param server words for the server
	 * @param timeout the time limit of the check
	 * @param late whether the time is over
	 * @return the sentence, without secrets
	 */
	static String describe(Throwable failure, String server, Duration timeout, boolean late) {
		String reason = Texts.reason(failure);
		if (ConnectionCauses.anyMatch(failure, RedisFailures::isAuthentication)) {
			return "authentication failed for " + server + ": " + reason;
		}
		if (ConnectionCauses.unknownHost(failure)) {
			return "unknown host of " + server;
		}
		if (ConnectionCauses.tls(failure)) {
			return "TLS error with " + server + ": " + reason;
		}
		if (ConnectionCauses.refused(failure)) {
			return server + " is unreachable: " + reason;
		}
		if (late || ConnectionCauses.timeout(failure)
				|| ConnectionCauses.anyMatch(failure, QueryTimeoutException.class::isInstance)) {
			return "no answer from " + server + " within " + Texts.duration(timeout);
		}
		return server + " failed: " + reason;
	}

	private static boolean isAuthentication(Throwable failure) {
		String message = failure.getMessage();
		return message != null && AUTHENTICATION.stream().anyMatch(message::startsWith);
	}

}
