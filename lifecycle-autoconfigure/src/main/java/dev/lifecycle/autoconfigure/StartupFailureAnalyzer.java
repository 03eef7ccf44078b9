package dev.lifecycle.autoconfigure;

import java.util.List;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.text.Texts;

/**
 * Explains why a start-up failed.
 */
class StartupFailureAnalyzer extends AbstractFailureAnalyzer<StartupFailedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StartupFailedException cause) {
		StringBuilder text = new StringBuilder(cause.description());
		List<String> abandoned = cause.report().abandonedThreads();
		if (!abandoned.isEmpty()) {
			text.append("\n\nThese threads did not return and were left behind: ").append(String.join(", ", abandoned));
		}
		for (Throwable secondary : cause.getSuppressed()) {
			text.append("\nAlso: ").append(Texts.reason(secondary));
		}
		return new FailureAnalysis(text.toString(), cause.advice(), cause);
	}

}
