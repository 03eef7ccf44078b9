package dev.lifecycle.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.graph.DroppedDependency.Reason;

/**
 * Builds a {@link ServiceGraph}.
 */
class GraphPlanner {

	private final Collection<ServiceDefinition> definitions;

	private final Map<String, Phase> phases = new LinkedHashMap<>();

	private final Map<String, GraphNode> services = new LinkedHashMap<>();

	private final List<GraphNode> nodes = new ArrayList<>();

	private final List<GraphEdge> edges = new ArrayList<>();

	private final List<DroppedDependency> dropped = new ArrayList<>();

	private final Set<String> overruled = new LinkedHashSet<>();

	GraphPlanner(Collection<ServiceDefinition> definitions, List<Phase> phases) {
		this.definitions = definitions;
		for (Phase phase : phases) {
			if (this.phases.put(phase.name(), phase) != null) {
				throw new DuplicatePhaseException(phase.name());
			}
		}
	}

	ServiceGraph plan() {
		addServices();
		addDependencies();
		addBarriers();
		this.edges.forEach(this::connect);
		List<GraphNode> order = order();
		if (order.size() < this.nodes.size()) {
			breakCycles();
			order = order();
		}
		if (addSequences(order)) {
			order = order();
		}
		measure(order);
		decideRequired();
		return new ServiceGraph(order, inOrder(order), this.dropped, this.overruled);
	}

	private void addServices() {
		for (ServiceDefinition definition : this.definitions) {
			GraphNode previous = this.services.get(definition.name());
			if (previous != null && previous.service() != null) {
				throw new DuplicateServiceException(previous.service(), definition);
			}
			this.services.put(definition.name(), add(definition.name(), definition, phase(definition)));
		}
	}

	private @Nullable Phase phase(ServiceDefinition definition) {
		if (definition.phase() == null) {
			return null;
		}
		Phase phase = this.phases.get(definition.phase());
		if (phase == null) {
			throw new UnknownPhaseException(definition, definition.phase(), List.copyOf(this.phases.keySet()));
		}
		return phase;
	}

	private GraphNode add(String name, @Nullable ServiceDefinition service, @Nullable Phase phase) {
		GraphNode node = new GraphNode(name, service, phase);
		node.index = this.nodes.size();
		this.nodes.add(node);
		return node;
	}

	private void addDependencies() {
		for (ServiceDefinition definition : this.definitions) {
			GraphNode dependent = Objects.requireNonNull(this.services.get(definition.name()));
			for (Dependency dependency : definition.dependencies()) {
				addDependency(dependent, definition, dependency);
			}
		}
	}

	private void addDependency(GraphNode dependent, ServiceDefinition definition, Dependency dependency) {
		if (dependency.target().equals(definition.name())) {
			throw new SelfDependencyException(definition, dependency);
		}
		GraphNode target = this.services.get(dependency.target());
		if (target == null || target.service() == null) {
			if (dependency.type() == DependencyType.REQUIRED) {
				throw new UnknownServiceException(definition, dependency, List.copyOf(this.services.keySet()));
			}
			this.dropped.add(new DroppedDependency(definition.name(), dependency, Reason.ABSENT));
			return;
		}
		if (definition.autoStartup() && !target.service().autoStartup()
				&& dependency.type() == DependencyType.REQUIRED) {
			if (!dependency.inferred()) {
				throw new ManualDependencyException(definition, dependency);
			}
			this.dropped.add(new DroppedDependency(definition.name(), dependency, Reason.MANUAL));
			return;
		}
		this.edges.add(new GraphEdge(dependent, target, dependency));
	}

	private void addBarriers() {
		Map<String, List<GraphNode>> members = new LinkedHashMap<>();
		this.phases.keySet().forEach((name) -> members.put(name, new ArrayList<>()));
		for (GraphNode service : this.services.values()) {
			if (service.phase() != null) {
				Objects.requireNonNull(members.get(service.phase().name())).add(service);
			}
		}
		GraphNode previousEnd = null;
		for (Phase phase : this.phases.values()) {
			List<GraphNode> services = Objects.requireNonNull(members.get(phase.name()));
			if (services.isEmpty()) {
				continue;
			}
			GraphNode begin = add("begin of phase '" + phase.name() + "'", null, phase);
			GraphNode end = add("end of phase '" + phase.name() + "'", null, phase);
			if (previousEnd != null) {
				this.edges.add(new GraphEdge(begin, previousEnd, null));
			}
			for (GraphNode service : services) {
				this.edges.add(new GraphEdge(service, begin, null));
				this.edges.add(new GraphEdge(end, service, null));
			}
			previousEnd = end;
		}
	}

	private void connect(GraphEdge edge) {
		edge.dependent().dependencies.add(edge);
		edge.dependency().dependents.add(edge);
	}

	// Order the nodes by Kahn's algorithm; nodes on and behind a cycle are left out.
	private List<GraphNode> order() {
		int[] unmet = new int[this.nodes.size()];
		ArrayDeque<GraphNode> free = new ArrayDeque<>();
		for (GraphNode node : this.nodes) {
			unmet[node.index] = node.dependencies.size();
			if (node.dependencies.isEmpty()) {
				free.add(node);
			}
		}
		List<GraphNode> order = new ArrayList<>(this.nodes.size());
		while (!free.isEmpty()) {
			GraphNode node = free.remove();
			order.add(node);
			for (GraphEdge edge : node.dependents) {
				if (--unmet[edge.dependent().index] == 0) {
					free.add(edge.dependent());
				}
			}
		}
		return order;
	}

	private void breakCycles() {
		int[] components = new StrongComponents(this.nodes).find();
		List<GraphEdge> suspects = this.edges.stream()
			.filter((edge) -> edge.isDroppable()
					&& components[edge.dependent().index] == components[edge.dependency().index])
			.sorted(Comparator.comparing(GraphEdge::isInferred).thenComparing(GraphEdge::isSoft))
			.toList();
		Set<GraphEdge> removed = new HashSet<>(suspects);
		for (GraphNode node : this.nodes) {
			node.dependencies.removeIf(removed::contains);
			node.dependents.removeIf(removed::contains);
		}
		CycleSearch search = new CycleSearch(components);
		if (order().size() < this.nodes.size()) {
			reject(search.shortestCycle(this.nodes, new StrongComponents(this.nodes).find()));
		}
		for (GraphEdge edge : suspects) {
			List<GraphEdge> path = search.path(edge.dependency(), edge.dependent());
			if (path.isEmpty()) {
				connect(edge);
				continue;
			}
			Reason reason = path.stream().anyMatch(GraphEdge::isBarrier) ? Reason.LATER_PHASE : Reason.CYCLE;
			this.dropped.add(
					new DroppedDependency(edge.dependent().name(), Objects.requireNonNull(edge.declaration()), reason));
		}
	}

	private void reject(List<GraphEdge> cycle) {
		int size = cycle.size();
		int start = 0;
		while (start < size && !(cycle.get((start + size - 1) % size).isBarrier() && !cycle.get(start).isBarrier())) {
			start++;
		}
		if (start == size) {
			throw new DependencyCycleException(cycle);
		}
		List<GraphEdge> path = new ArrayList<>();
		for (int i = start; !cycle.get(i % size).isBarrier(); i++) {
			path.add(cycle.get(i % size));
		}
		throw new LaterPhaseException(path);
	}

	// Chain the services of phases that do not start in parallel.
	private boolean addSequences(List<GraphNode> order) {
		measure(order);
		Map<Phase, List<GraphNode>> sequences = new LinkedHashMap<>();
		for (GraphNode service : this.services.values()) {
			if (service.phase() != null && !service.phase().parallel()) {
				sequences.computeIfAbsent(service.phase(), (phase) -> new ArrayList<>()).add(service);
			}
		}
		for (List<GraphNode> sequence : sequences.values()) {
			sequence.sort(Comparator.comparingInt(GraphNode::level).thenComparing(GraphNode::name));
			for (int i = 1; i < sequence.size(); i++) {
				connect(new GraphEdge(sequence.get(i), sequence.get(i - 1), null));
			}
		}
		return !sequences.isEmpty();
	}

	private void measure(List<GraphNode> order) {
		for (GraphNode node : order) {
			node.level = 0;
			for (GraphEdge edge : node.dependencies) {
				node.level = Math.max(node.level, edge.dependency().level + weight(edge.dependency()));
			}
		}
		for (int i = order.size() - 1; i >= 0; i--) {
			GraphNode node = order.get(i);
			node.remaining = 0;
			for (GraphEdge edge : node.dependents) {
				node.remaining = Math.max(node.remaining, edge.dependent().remaining + weight(edge.dependent()));
			}
		}
	}

	private static int weight(GraphNode node) {
		return (node.service() != null) ? 1 : 0;
	}

	private void decideRequired() {
		ArrayDeque<GraphNode> queue = new ArrayDeque<>();
		for (GraphNode node : this.services.values()) {
			node.required = isRequiredByItself(node);
			if (node.required) {
				queue.add(node);
			}
		}
		while (!queue.isEmpty()) {
			for (GraphEdge edge : queue.remove().dependencies) {
				GraphNode dependency = edge.dependency();
				if (edge.is(DependencyType.REQUIRED) && !dependency.required) {
					dependency.required = true;
					queue.add(dependency);
					if (dependency.service() != null && dependency.service().required() != null) {
						this.overruled.add(dependency.name());
					}
				}
			}
		}
	}

	private boolean isRequiredByItself(GraphNode node) {
		if (node.service() != null && node.service().required() != null) {
			return node.service().required();
		}
		boolean declared = false;
		for (GraphEdge edge : node.dependents) {
			if (edge.declaration() != null && !edge.declaration().inferred()) {
				if (edge.is(DependencyType.REQUIRED)) {
					return true;
				}
				declared = true;
			}
		}
		return !declared;
	}

	private Map<String, GraphNode> inOrder(List<GraphNode> order) {
		Map<String, GraphNode> result = new LinkedHashMap<>();
		for (int i = 0; i < order.size(); i++) {
			GraphNode node = order.get(i);
			node.index = i;
			if (node.service() != null) {
				result.put(node.name(), node);
			}
		}
		return result;
	}

}
