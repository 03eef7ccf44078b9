package dev.lifecycle.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.engine.ServiceTimeoutException;
import dev.lifecycle.engine.Texts;

/**
 * Explains why a start-up failed.
 */
class StartupFailureAnalyzer extends AbstractFailureAnalyzer<StartupFailedException> {

	private static final int FRAMES = 20;

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StartupFailedException cause) {
		StringBuilder text = new StringBuilder(String.valueOf(cause.getMessage()));
		String newLine = System.lineSeparator();
		ServiceTimeoutException timeout = findTimeout(cause);
		if (timeout != null && timeout.isStuck()) {
			text.append(newLine).append(newLine).append("The thread was here:").append(newLine);
			text.append(Arrays.stream(timeout.getStackTrace())
				.limit(FRAMES)
				.map((frame) -> "   at " + frame)
				.collect(Collectors.joining(newLine)));
		}
		List<String> abandoned = cause.report().abandonedThreads();
		if (!abandoned.isEmpty()) {
			text.append(newLine).append(newLine);
			text.append("These threads did not return and were left behind: ").append(String.join(", ", abandoned));
		}
		for (Throwable secondary : cause.getSuppressed()) {
			text.append(newLine).append("Also: ").append(Texts.reason(secondary));
		}
		return new FailureAnalysis(text.toString(), action(timeout), cause);
	}

	private static @Nullable ServiceTimeoutException findTimeout(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ServiceTimeoutException timeout) {
				return timeout;
			}
		}
		return null;
	}

	private static String action(@Nullable ServiceTimeoutException timeout) {
		if (timeout != null) {
			return (timeout.isStuck() ? "Find out why it takes so long"
					: "Make sure that what it waits for is up and can be reached as configured")
					+ ", or raise the limit: 'lifecycle.startup.timeout', 'lifecycle.startup.start-timeout', 'lifecycle.startup.readiness-timeout', or the ones of the service below 'lifecycle.services.<name>'.";
		}
		return "Correct the cause of the first failure. A service that the application can do without can be declared with 'lifecycle.services.<name>.required=false'.";
	}

}
