package dev.lifecycle.actuate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ValidationLevel;
import dev.lifecycle.actuate.LifecycleDescriptor.Environment;
import dev.lifecycle.actuate.LifecycleDescriptor.Span;
import dev.lifecycle.actuate.LifecycleDescriptor.Startup;
import dev.lifecycle.actuate.LifecycleDescriptor.State;
import dev.lifecycle.actuate.LifecycleDescriptor.Timings;
import dev.lifecycle.actuate.ServiceDescriptor.Dependency;

/**
 * Descriptions of services to be drawn.
 */
final class Lifecycles {

	private Lifecycles() {
	}

	static LifecycleDescriptor of(ServiceDescriptor... services) {
		return of(List.of(), List.of(services));
	}

	static LifecycleDescriptor of(List<String> criticalPath, List<ServiceDescriptor> services) {
		List<Span> timeline = services.stream()
			.map((service) -> new Span(service.name(), 0, service.timings()))
			.toList();
		long duration = timeline.stream().mapToLong(Span::end).max().orElse(0);
		long sum = services.stream().mapToLong((service) -> service.timings().busy()).sum();
		return new LifecycleDescriptor(LifecycleDescriptor.SCHEMA_VERSION,
				new Environment("production", "by default", 1, ValidationLevel.PRODUCTION, 15_000L), State.READY,
				new Startup("7f3a9c21", "2026-01-01T00:00:00Z", duration, sum, criticalPath, null, List.of(), timeline),
				services.stream()
					.map((service) -> criticalPath.contains(service.name()) ? critical(service) : service)
					.toList(),
				List.of(), null);
	}

	static ServiceDescriptor service(String name, ServiceState state, int level, Timings timings,
			Dependency... dependencies) {
		return new ServiceDescriptor(name, state, false, List.of(), "2026-01-01T00:00:00Z", true, null, level, 1, 1,
				timings, null, null, Arrays.asList(dependencies), List.of(), List.of(), null, false, null);
	}

	private static ServiceDescriptor critical(ServiceDescriptor service) {
		return new ServiceDescriptor(service.name(), service.state(), false, List.of(), service.since(), true, null,
				service.level(), 1, 1, service.timings(), null, null, service.dependencies(), List.of(), List.of(),
				null, true, null);
	}

	static ServiceDescriptor service(String name, Dependency... dependencies) {
		return service(name, ServiceState.READY, (dependencies.length > 0) ? 1 : 0, new Timings(10, 20, 30),
				dependencies);
	}

	static Dependency on(String service) {
		return on(service, DependencyType.REQUIRED);
	}

	static Dependency on(String service, DependencyType type) {
		return new Dependency(service, type, false, "", "");
	}

	/**
	 * Create services that depend on random ones before them, and have started as their
	 * dependencies let them.
	 * @param count the number of services
	 * @return the services after a start-up
	 */
	static LifecycleDescriptor random(int count) {
		Random random = new Random(4711);
		List<ServiceDescriptor> services = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int size = i;
			List<ServiceDescriptor> targets = IntStream.range(0, random.nextInt(4))
				.mapToObj((edge) -> Math.max(0, size - 1 - random.nextInt(60)))
				.distinct()
				.filter((index) -> index < size)
				.map(services::get)
				.toList();
			int level = targets.stream().mapToInt((target) -> target.level() + 1).max().orElse(0);
			long waiting = targets.stream().mapToLong((target) -> target.timings().total()).max().orElse(0);
			Timings timings = new Timings(waiting, 20 + random.nextInt(400), random.nextInt(3) * 40L);
			Dependency[] dependencies = targets.stream()
				.map((target) -> on(target.name(),
						(random.nextInt(8) == 0) ? DependencyType.OPTIONAL : DependencyType.REQUIRED))
				.toArray(Dependency[]::new);
			ServiceState state = (random.nextInt(40) == 0) ? ServiceState.NOT_READY : ServiceState.READY;
			services.add(service("inventory-service-" + i, state, level, timings, dependencies));
		}
		return of(criticalPath(services), services);
	}

	/**
	 * Create services that stand in levels, and some that all others depend on.
	 * @param width the number of services of each level
	 * @param roots the number of services that all others depend on
	 * @param before on how many services of the level before each one depends
	 * @param random on how many random services before it each one depends in addition
	 * @return 200 services
	 */
	static LifecycleDescriptor levels(int width, int roots, int before, int random) {
		Random source = new Random(4711);
		List<ServiceDescriptor> services = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			int level = (i < roots) ? 0 : (i - roots) / width + Math.min(1, roots);
			int first = Math.max(0, i - roots) / width * width + roots;
			int place = i - first;
			IntStream on = IntStream.empty();
			if (i >= roots) {
				on = IntStream.range(0, roots);
			}
			if (i >= roots + width) {
				IntStream neighbours = IntStream.range(place, place + before)
					.map((column) -> first - width + column % width);
				IntStream others = source.ints(random, roots, first);
				on = IntStream.concat(on, IntStream.concat(neighbours, others)).distinct();
			}
			services.add(service("service-" + i, ServiceState.READY, level, new Timings(10, 20, 30),
					on.mapToObj((service) -> on("service-" + service)).toArray(Dependency[]::new)));
		}
		return of(List.of(), services);
	}

	private static List<String> criticalPath(List<ServiceDescriptor> services) {
		List<String> path = new ArrayList<>();
		ServiceDescriptor last = services.get(0);
		for (ServiceDescriptor service : services) {
			last = (service.timings().total() > last.timings().total()) ? service : last;
		}
		ServiceDescriptor next = last;
		while (next != null) {
			path.add(0, next.name());
			ServiceDescriptor current = next;
			next = services.stream()
				.filter((candidate) -> current.dependencies()
					.stream()
					.anyMatch((dependency) -> dependency.service().equals(candidate.name()))
						&& candidate.timings().total() == current.timings().waiting())
				.findFirst()
				.orElse(null);
		}
		return path;
	}

}
