package dev.lifecycle.benchmarks;

import java.util.ArrayList;
import java.util.List;

import dev.lifecycle.engine.ManagedService;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.ServiceDefinition;
import dev.lifecycle.graph.ServiceGraph;

/**
 * Services to start, each after those it depends on.
 *
 * @param services the services, dependencies before their dependents
 */
record Workload(List<SimulatedService> services) {

	ServiceGraph graph() {
		List<ServiceDefinition> definitions = new ArrayList<>();
		for (SimulatedService service : this.services) {
			definitions.add(ServiceDefinition.of(service.name(),
					service.dependencies()
						.stream()
						.map((index) -> Dependency.on(this.services.get(index).name()))
						.toArray(Dependency[]::new)));
		}
		return ServiceGraph.of(definitions, List.of());
	}

	List<ManagedService> managed() {
		return this.services.stream()
			.map((service) -> new ManagedService(service.name(), service, List.of(), null, null))
			.toList();
	}

	List<List<SimulatedService>> levels() {
		int[] level = new int[this.services.size()];
		List<List<SimulatedService>> levels = new ArrayList<>();
		for (int i = 0; i < level.length; i++) {
			for (int dependency : this.services.get(i).dependencies()) {
				level[i] = Math.max(level[i], level[dependency] + 1);
			}
			while (levels.size() <= level[i]) {
				levels.add(new ArrayList<>());
			}
			levels.get(level[i]).add(this.services.get(i));
		}
		return levels;
	}

	// Return the longest path, each service weighted with what its latest start took.
	CriticalPath criticalPath() {
		long[] nanos = new long[this.services.size()];
		int[] length = new int[this.services.size()];
		int last = 0;
		for (int i = 0; i < nanos.length; i++) {
			for (int dependency : this.services.get(i).dependencies()) {
				if (nanos[dependency] > nanos[i]) {
					nanos[i] = nanos[dependency];
					length[i] = length[dependency];
				}
			}
			nanos[i] += this.services.get(i).measured();
			length[i]++;
			last = (nanos[i] > nanos[last]) ? i : last;
		}
		return new CriticalPath(nanos[last], length[last]);
	}

	/**
	 * The path that no scheduler can be faster than.
	 *
	 * @param nanos time its services take, in nanoseconds
	 * @param length number of its services
	 */
	record CriticalPath(long nanos, int length) {

	}

}
