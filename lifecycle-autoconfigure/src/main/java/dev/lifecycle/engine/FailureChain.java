package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;
import dev.lifecycle.text.Texts;

/**
 * Tells in one line why a start-up failed: the longest chain of services from one that
 * could not start to the one that failed, and why that did.
 */
final class FailureChain {

	private FailureChain() {
	}

	static String describe(@Nullable EngineNode root, Throwable failure, List<EngineNode> nodes) {
		if (root == null) {
			return Texts.reason(failure);
		}
		Map<EngineNode, EngineNode> causes = new HashMap<>();
		Map<EngineNode, Integer> lengths = new HashMap<>();
		lengths.put(root, 1);
		EngineNode last = root;
		for (EngineNode node : nodes) {
			for (EngineEdge edge : node.dependencies) {
				Integer length = lengths.get(edge.dependency);
				if (node.submitted && edge.is(DependencyType.REQUIRED) && length != null
						&& length >= lengths.getOrDefault(node, 1)) {
					lengths.put(node, length + 1);
					causes.put(node, edge.dependency);
				}
			}
			if (lengths.getOrDefault(node, 0) > lengths.getOrDefault(last, 0)) {
				last = node;
			}
		}
		List<String> chain = new ArrayList<>();
		for (EngineNode node = last; node != null; node = causes.get(node)) {
			chain.add(node.name());
		}
		int others = lengths.size() - chain.size();
		return String.join(" ← ", chain) + ": " + Texts.reason(failure) + effort(root)
				+ ((others > 0) ? "; " + others + " more could not start" : "");
	}

	private static String effort(EngineNode root) {
		Duration busy = root.spent(ServiceState.STARTING).plus(root.spent(ServiceState.VALIDATING));
		if (root.attempts == 0) {
			return "";
		}
		return " (" + root.attempts + ((root.attempts == 1) ? " attempt, " : " attempts, ") + Texts.duration(busy)
				+ ")";
	}

}
