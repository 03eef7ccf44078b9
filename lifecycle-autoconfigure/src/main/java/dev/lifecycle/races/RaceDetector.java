package dev.lifecycle.races;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

import dev.lifecycle.ServiceState;
import dev.lifecycle.UndeclaredDependencyException;
import dev.lifecycle.context.ComponentDecorator;
import dev.lifecycle.context.DefaultLifecycleManager;
import dev.lifecycle.engine.ServiceComponent;
import dev.lifecycle.graph.GraphNode;
import dev.lifecycle.graph.ServiceDefinition;

/**
 * Finds calls into services that are not ready, from the start of services that do not
 * depend on them. Each pair of services is logged once; all calls are counted.
 *
 * @since 0.1.0
 */
public final class RaceDetector implements ComponentDecorator {

	private static final Log logger = LogFactory.getLog(RaceDetector.class);

	private static final Set<ServiceState> STOPPING = Set.of(ServiceState.STOPPING, ServiceState.STOPPED);

	private final DefaultLifecycleManager manager;

	private final boolean failing;

	private final Starts starts;

	/**
	 * The service that the current thread has called, so that what it calls on itself is
	 * no call from outside.
	 */
	private final ThreadLocal<@Nullable String> inside = new ThreadLocal<>();

	private final Map<Pair, Race> races = new ConcurrentHashMap<>();

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	/**
	 * Create a new detector.
	 * @param manager knows the services
	 * @param failing whether the start of a service that calls another one too early
	 * fails
	 */
	public RaceDetector(DefaultLifecycleManager manager, boolean failing) {
		this.manager = manager;
		this.failing = failing;
		this.starts = new Starts(() -> manager.snapshot().complete());
	}

	@Override
	public ServiceComponent decorate(String service, ServiceComponent component) {
		return new ServiceComponent() {

			@Override
			public void start() throws Exception {
				RaceDetector.this.starts.call(service, component);
			}

			@Override
			public void stop(Runnable callback) throws Exception {
				component.stop(callback);
			}

			@Override
			public boolean isRunning() {
				return component.isRunning();
			}

			@Override
			public boolean isRestartable() {
				return component.isRestartable();
			}

			@Override
			public Collection<Thread> abandonedThreads() {
				return component.abandonedThreads();
			}

		};
	}

	/**
	 * Call a method of a service.
	 * @param service the name of the service
	 * @param method the method
	 * @param call calls it
	 * @return what it returns
	 * @throws Throwable what it throws, or an {@link UndeclaredDependencyException}
	 */
	@Nullable Object call(String service, Method method, Call call) throws Throwable {
		Start start = this.starts.current();
		String outer = this.inside.get();
		if (start == null || service.equals(start.service()) || service.equals(outer)) {
			return call.proceed();
		}
		check(start, service, method);
		this.inside.set(service);
		try {
			return call.proceed();
		}
		finally {
			if (outer != null) {
				this.inside.set(outer);
			}
			else {
				this.inside.remove();
			}
		}
	}

	private void check(Start start, String service, Method method) {
		Map<String, GraphNode> nodes = this.manager.serviceGraph().services();
		GraphNode caller = nodes.get(start.service());
		GraphNode called = nodes.get(service);
		Race race = (caller != null && called != null) ? find(caller, called, method) : null;
		if (race == null) {
			return;
		}
		this.counts.computeIfAbsent(race.service(), (name) -> new LongAdder()).increment();
		String description = race.description();
		if (this.races.putIfAbsent(new Pair(race.service(), race.dependency()), race) == null) {
			logger.warn(description);
		}
		if (this.failing) {
			UndeclaredDependencyException failure = new UndeclaredDependencyException(description);
			start.fail(failure);
			throw failure;
		}
	}

	private @Nullable Race find(GraphNode caller, GraphNode called, Method method) {
		ServiceState calledState = this.manager.status(called.name()).state();
		if (calledState == ServiceState.READY || STOPPING.contains(calledState) || Paths.isDeclared(caller, called)) {
			return null;
		}
		ServiceState callerState = this.manager.status(caller.name()).state();
		if (callerState == ServiceState.FAILED || STOPPING.contains(callerState)) {
			// What goes on after the engine has given up on it harms nobody.
			return null;
		}
		return new Race(caller.name(), callerState, called.name(), calledState, describe(method),
				advice(caller, called));
	}

	private static String describe(Method method) {
		return ClassUtils.getUserClass(method.getDeclaringClass()).getSimpleName() + "." + method.getName() + "()";
	}

	private static String advice(GraphNode caller, GraphNode called) {
		if (Paths.isImpossible(caller, called)) {
			return "'%s' itself waits for '%s', so make the call later, not in the start".formatted(called.name(),
					caller.name());
		}
		ServiceDefinition definition = caller.service();
		return "Add @DependsOnService(\"%s\") to %s".formatted(called.name(),
				(definition != null) ? definition.source() : caller.name());
	}

	/**
	 * Return what has been found in a context.
	 * @param beanFactory the beans of the context
	 * @return the first race of each pair of services; none if nobody looks for them
	 */
	public static List<Race> races(ListableBeanFactory beanFactory) {
		RaceDetector detector = beanFactory.getBeanProvider(RaceDetector.class).getIfUnique();
		return (detector != null) ? detector.races() : List.of();
	}

	/**
	 * Return the first race of each pair of services.
	 * @return the races, in no particular order
	 */
	public List<Race> races() {
		return List.copyOf(this.races.values());
	}

	/**
	 * Return how often the start of a service has called others too early.
	 * @param service the name of the service
	 * @return the number of calls
	 */
	public long count(String service) {
		LongAdder count = this.counts.get(service);
		return (count != null) ? count.sum() : 0;
	}

	/**
	 * A call under way.
	 */
	@FunctionalInterface
	interface Call {

		@Nullable Object proceed() throws Throwable;

	}

	private record Pair(String service, String dependency) {

	}

}
