package dev.lifecycle.context;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.lifecycle.graph.Dependency;

/**
 * Which services declared dependencies lead to.
 */
final class DeclaredPaths {

	private final Map<String, DiscoveredService> services;

	private final Map<String, Set<String>> reachable = new HashMap<>();

	DeclaredPaths(Map<String, DiscoveredService> services) {
		this.services = services;
	}

	boolean connect(String first, String second) {
		return reachable(first).contains(second) || reachable(second).contains(first);
	}

	private Set<String> reachable(String service) {
		return this.reachable.computeIfAbsent(service, this::search);
	}

	private Set<String> search(String start) {
		Set<String> found = new HashSet<>();
		Deque<String> open = new ArrayDeque<>();
		open.add(start);
		while (!open.isEmpty()) {
			for (Dependency dependency : dependencies(open.remove())) {
				if (found.add(dependency.target())) {
					open.add(dependency.target());
				}
			}
		}
		return found;
	}

	private Collection<Dependency> dependencies(String name) {
		DiscoveredService service = this.services.get(name);
		return (service != null) ? service.definition().dependencies() : Set.of();
	}

}
