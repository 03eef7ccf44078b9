package dev.lifecycle.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.lifecycle.DependencyType;
import dev.lifecycle.graph.CloseMatches;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.DependencyCycleException;
import dev.lifecycle.graph.GraphEdge;
import dev.lifecycle.graph.InvalidGraphException;
import dev.lifecycle.graph.LaterPhaseException;
import dev.lifecycle.graph.ManualDependencyException;
import dev.lifecycle.graph.Phase;
import dev.lifecycle.graph.SelfDependencyException;
import dev.lifecycle.graph.UnknownPhaseException;

/**
 * Explains why services do not form a graph that can be started, and what to change.
 */
class InvalidGraphFailureAnalyzer extends AbstractFailureAnalyzer<InvalidGraphException> {

	private static final int MOST_NAMES = 5;

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidGraphException cause) {
		if (cause instanceof DependencyCycleException cycle) {
			return cycle(cycle);
		}
		if (cause instanceof LaterPhaseException laterPhase) {
			return laterPhase(laterPhase);
		}
		if (cause instanceof UnknownPhaseException unknown) {
			return unknownPhase(unknown);
		}
		if (cause instanceof SelfDependencyException self) {
			return new FailureAnalysis(
					"The service '%s' depends on itself (%s).".formatted(self.service().name(),
							self.dependency().source()),
					"Remove the dependency, or name the service that was meant.", cause);
		}
		if (cause instanceof ManualDependencyException manual) {
			return new FailureAnalysis(
					"The service '%s' starts with the application and requires '%s' (%s), which does not because its isAutoStartup() returns false."
						.formatted(manual.service().name(), manual.dependency().target(), manual.dependency().source()),
					"Let '%s' start automatically, or make the dependency OPTIONAL."
						.formatted(manual.dependency().target()),
					cause);
		}
		// The discovery of services has found the others before, and explained them.
		return new FailureAnalysis(cause.getMessage(), null, cause);
	}

	private static FailureAnalysis cycle(DependencyCycleException failure) {
		List<GraphEdge> cycle = failure.cycle();
		StringBuilder text = new StringBuilder(
				"%s depend on each other in a circle, so that none of them can start first:".formatted(names(cycle)));
		String newLine = System.lineSeparator();
		text.append(newLine).append(newLine).append("┌─────┐").append(newLine);
		for (int i = 0; i < cycle.size(); i++) {
			GraphEdge edge = cycle.get(i);
			text.append((i == 0) ? "|  " : "↑     ↓" + newLine + "|  ");
			text.append(edge.dependent().name()).append(" → ").append(edge.dependency().name());
			text.append(describe(edge)).append(newLine);
		}
		text.append("└─────┘");
		return new FailureAnalysis(text.toString(),
				"Remove one of these dependencies. If one is only a wish for a certain order, declare it with type = DependencyType.SOFT, which gives way.",
				failure);
	}

	private static String names(List<GraphEdge> cycle) {
		List<String> names = cycle.stream()
			.limit(MOST_NAMES)
			.map((edge) -> "'" + edge.dependent().name() + "'")
			.toList();
		int more = cycle.size() - names.size();
		int last = names.size() - 1;
		return "Services " + ((more > 0) ? String.join(", ", names) + " and " + more + " more"
				: String.join(", ", names.subList(0, last)) + " and " + names.get(last));
	}

	private static String describe(GraphEdge edge) {
		Dependency dependency = edge.declaration();
		if (dependency == null) {
			return "";
		}
		String type = (dependency.type() != DependencyType.REQUIRED) ? dependency.type() + ", " : "";
		return "  (" + type + dependency.source() + ")";
	}

	private static FailureAnalysis laterPhase(LaterPhaseException failure) {
		List<GraphEdge> path = failure.path();
		GraphEdge first = path.get(0);
		GraphEdge last = path.get(path.size() - 1);
		Phase earlier = Objects.requireNonNull(first.dependent().phase());
		Phase later = Objects.requireNonNull(last.dependency().phase());
		List<String> lines = new ArrayList<>();
		path.forEach((edge) -> lines
			.add("   " + edge.dependent().name() + " → " + edge.dependency().name() + describe(edge)));
		return new FailureAnalysis(
				"The service '%s' of phase '%s' depends on '%s' of the later phase '%s', which only begins when phase '%s' has ended:%n%n%s"
					.formatted(first.dependent().name(), earlier.name(), last.dependency().name(), later.name(),
							earlier.name(), String.join(System.lineSeparator(), lines)),
				"Move '%s' to phase '%s' or a later one, move '%s' to phase '%s' or an earlier one, or remove the dependency."
					.formatted(first.dependent().name(), later.name(), last.dependency().name(), earlier.name()),
				failure);
	}

	private static FailureAnalysis unknownPhase(UnknownPhaseException failure) {
		return new FailureAnalysis(
				"The service '%s' (%s) belongs to the phase '%s', which does not exist."
					.formatted(failure.service().name(), failure.service().source(), failure.phase()),
				didYouMean(CloseMatches.of(failure.phase(), failure.known())) + "Use one of "
						+ String.join(", ", failure.known()) + ", or add the phase to 'lifecycle.phases'.",
				failure);
	}

	private static String didYouMean(List<String> matches) {
		return matches.isEmpty() ? "" : "Did you mean " + String.join(" or ", matches) + "? ";
	}

}
