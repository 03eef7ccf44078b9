package dev.lifecycle.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.lifecycle.DependencyType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares planned random graphs with a naive implementation of the same rules.
 */
class RandomGraphTests {

	private static final int RUNS = 3000;

	private static final List<DependencyType> TYPES = List.of(DependencyType.values());

	@Test
	void ofWhenGraphIsRandomThenLikeReference() {
		long first = new Random().nextLong();
		for (int i = 0; i < RUNS; i++) {
			compare(first + i);
		}
	}

	private static void compare(long seed) {
		Reference reference = new Reference(new Random(seed));
		ServiceGraph graph = null;
		try {
			graph = ServiceGraph.of(reference.definitions, reference.phases);
		}
		catch (DependencyCycleException | LaterPhaseException ex) {
			assertThat(reference.isCyclicWithout(reference.droppable)).as("seed %d: %s", seed, ex).isTrue();
			return;
		}
		assertThat(reference.isCyclicWithout(reference.droppable)).as("seed %d", seed).isFalse();
		Set<Edge> dropped = new HashSet<>();
		graph.dropped().forEach((edge) -> dropped.add(new Edge(edge.service(), edge.dependency().target())));
		assertThat(reference.isCyclicWithout(dropped)).as("seed %d", seed).isFalse();
		for (Edge edge : dropped) {
			Set<Edge> others = new HashSet<>(dropped);
			others.remove(edge);
			assertThat(reference.isCyclicWithout(others)).as("seed %d: %s was dropped in vain", seed, edge).isTrue();
		}
		List<String> order = new ArrayList<>(graph.services().keySet());
		Map<String, Integer> levels = reference.levels(dropped);
		for (GraphNode node : graph.services().values()) {
			assertThat(node.level()).as("seed %d: level of %s", seed, node).isEqualTo(levels.get(node.name()));
			reference.dependencies(node.name(), dropped)
				.forEach((target) -> assertThat(order.indexOf(target)).as("seed %d: %s before %s", seed, target, node)
					.isLessThan(order.indexOf(node.name())));
		}
	}

	private record Edge(String from, String to) {

	}

	/**
	 * Phases become edges from each of their services to all services of earlier ones.
	 */
	private static final class Reference {

		private final List<ServiceDefinition> definitions = new ArrayList<>();

		private final List<Phase> phases = List.of(new Phase("p0", null, true), new Phase("p1", null, true),
				new Phase("p2", null, true));

		private final Map<String, Set<String>> edges = new LinkedHashMap<>();

		private final Set<Edge> droppable = new HashSet<>();

		Reference(Random random) {
			int size = 1 + random.nextInt(9);
			for (int i = 0; i < size; i++) {
				add(random, i, size);
			}
			for (ServiceDefinition later : this.definitions) {
				for (ServiceDefinition earlier : this.definitions) {
					if (later.phase() != null && earlier.phase() != null
							&& later.phase().compareTo(earlier.phase()) > 0) {
						edges(later.name()).add("phase:" + earlier.name());
					}
				}
			}
		}

		private void add(Random random, int i, int size) {
			Map<String, Dependency> dependencies = new LinkedHashMap<>();
			edges("s" + i);
			for (int n = random.nextInt(4); n > 0; n--) {
				int target = (random.nextInt(4) == 0) ? random.nextInt(size) : random.nextInt(i + 1);
				if (target != i && !dependencies.containsKey("s" + target)) {
					DependencyType type = TYPES.get(random.nextInt(3));
					Dependency dependency = new Dependency("s" + target, type, null, "", "", random.nextInt(3) == 0);
					dependencies.put("s" + target, dependency);
					edges("s" + i).add("s" + target);
					if (dependency.isDroppable()) {
						this.droppable.add(new Edge("s" + i, "s" + target));
					}
				}
			}
			String phase = random.nextBoolean() ? "p" + random.nextInt(3) : null;
			this.definitions
				.add(new ServiceDefinition("s" + i, "", phase, null, true, List.copyOf(dependencies.values())));
		}

		private Set<String> edges(String service) {
			return this.edges.computeIfAbsent(service, (key) -> new HashSet<>());
		}

		private Set<String> dependencies(String service, Set<Edge> without) {
			Set<String> result = new HashSet<>();
			for (String target : edges(service)) {
				if (target.startsWith("phase:")) {
					result.add(target.substring("phase:".length()));
				}
				else if (!without.contains(new Edge(service, target))) {
					result.add(target);
				}
			}
			return result;
		}

		private boolean isCyclicWithout(Set<Edge> without) {
			Set<String> left = new HashSet<>(this.edges.keySet());
			while (left.removeIf((service) -> dependencies(service, without).stream().noneMatch(left::contains))) {
				if (left.isEmpty()) {
					return false;
				}
			}
			return !left.isEmpty();
		}

		private Map<String, Integer> levels(Set<Edge> without) {
			Map<String, Integer> levels = new HashMap<>();
			for (int i = 0; i <= this.edges.size(); i++) {
				for (String service : this.edges.keySet()) {
					levels.put(service,
							dependencies(service, without).stream()
								.mapToInt((target) -> levels.getOrDefault(target, 0) + 1)
								.max()
								.orElse(0));
				}
			}
			return levels;
		}

	}

}
