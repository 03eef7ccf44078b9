package dev.lifecycle.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.core.task.VirtualThreadTaskExecutor;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.engine.ContractCheck;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.LifecycleEngine;
import dev.lifecycle.engine.ManagedService;
import dev.lifecycle.graph.DroppedDependency;
import dev.lifecycle.graph.ServiceGraph;
import dev.lifecycle.readiness.ProbeContext;

/**
 * Creates the engine once all singletons exist.
 */
final class EngineFactory {

	private static final Log logger = LogFactory.getLog(EngineFactory.class);

	private static final Duration GRACE = Duration.ofMillis(500);

	private final ConfigurableListableBeanFactory beanFactory;

	private final LifecycleOptions options;

	private final ComponentDecorator decorator;

	private final List<ReadinessProbe> probes = new ArrayList<>();

	EngineFactory(ConfigurableListableBeanFactory beanFactory, LifecycleOptions options, ComponentDecorator decorator) {
		this.beanFactory = beanFactory;
		this.options = options;
		this.decorator = decorator;
	}

	LifecycleEngine create(DiscoveredServices services, ServiceGraph graph, Map<String, BeanComponent> components,
			Duration stopTimeout, List<EngineListener> listeners) {
		graph.dropped().forEach(EngineFactory::log);
		graph.overruled()
			.forEach((name) -> logger.warn("Service '" + name
					+ "' is declared with required=false, which is ignored because a required service requires it"));
		List<ManagedService> managed = new ArrayList<>();
		for (DiscoveredService service : services.byName().values()) {
			String name = service.definition().name();
			BeanComponent component = components.getOrDefault(name, new BeanComponent(null));
			managed.add(new ManagedService(name, this.decorator.decorate(name, component),
					services.mocks().contains(name) ? List.of()
							: checks(name, service.beanName(), service.checks(), this.options, this.beanFactory),
					service.startTimeout(), service.readinessTimeout()));
		}
		managed.forEach((service) -> service.checks().forEach((check) -> this.probes.add(check.probe())));
		return new LifecycleEngine(graph, managed, this.options.engine().withStopTimeout(stopTimeout),
				threads(this.options, this.beanFactory.getBeanClassLoader()), listeners);
	}

	private static void log(DroppedDependency dropped) {
		String edge = "Dependency of service '" + dropped.service() + "' on '" + dropped.dependency().target() + "' ("
				+ dropped.dependency().source() + ")";
		switch (dropped.reason()) {
			case ABSENT -> logger.warn(edge + " is ignored because there is no such service or bean");
			case CYCLE -> {
				if (dropped.dependency().inferred()) {
					logger.warn(edge + " is ignored because it would close a cycle");
				}
				else {
					logger.info(edge + " is ignored because it would close a cycle");
				}
			}
			case LATER_PHASE -> logger.warn(edge + " is ignored because it leads to a later phase");
			case MANUAL -> logger.info(edge + " is ignored because that service does not start with the application");
		}
	}

	/**
	 * Create the bean of a service if it is lazy.
	 * @param service the service
	 * @param beanFactory the factory of the bean
	 */
	static void instantiate(DiscoveredService service, BeanFactory beanFactory) {
		if (service.beanName() != null) {
			beanFactory.getBean(service.beanName());
		}
	}

	/**
	 * Find out how a service is started and stopped.
	 * @param service the service
	 * @return its component
	 */
	BeanComponent component(DiscoveredService service) {
		String beanName = service.beanName();
		return new BeanComponent((beanName != null) ? lifecycle(beanName) : null);
	}

	private @Nullable Lifecycle lifecycle(String beanName) {
		if (this.beanFactory.isFactoryBean(beanName)
				&& this.beanFactory.getBean(BeanFactory.FACTORY_BEAN_PREFIX + beanName) instanceof Lifecycle factory) {
			return factory;
		}
		return (this.beanFactory.getBean(beanName) instanceof Lifecycle lifecycle) ? lifecycle : null;
	}

	/**
	 * Create the checks of a service that run at the active level.
	 * @param service the name of the service
	 * @param beanName the name of its bean; {@code null} if it has none
	 * @param checks the declared checks
	 * @param options the limits
	 * @param beanFactory the beans; {@code null} if there are none yet
	 * @return the checks
	 */
	static List<ContractCheck> checks(String service, @Nullable String beanName, List<DiscoveredCheck> checks,
			LifecycleOptions options, @Nullable ListableBeanFactory beanFactory) {
		LifecycleEnvironment environment = options.environment();
		List<ContractCheck> result = new ArrayList<>();
		for (DiscoveredCheck check : checks) {
			if (check.level().isIncludedIn(environment.validationLevel())) {
				Duration timeout = (check.timeout() != null) ? check.timeout() : options.checkTimeout();
				Duration interval = (check.interval() != null) ? check.interval() : environment.monitorInterval();
				boolean repeated = check.continuous() && environment.monitorInterval() != null;
				ReadinessProbe probe = check.probe()
					.create(new ProbeContext(service, check.source(), options.engine().limit(timeout), beanName,
							beanFactory));
				result.add(new ContractCheck(check.name(), timeout, probe, check.retries(), check.critical(),
						repeated ? interval : null, check.probe().keepsTimeLimit() ? GRACE : Duration.ZERO));
			}
		}
		return result;
	}

	/**
	 * Free what the probes hold, when the engine does not use them any more.
	 */
	void releaseProbes() {
		this.probes.forEach(EngineFactory::release);
	}

	/**
	 * Free what a probe holds.
	 * @param probe the probe
	 */
	static void release(ReadinessProbe probe) {
		if (probe instanceof AutoCloseable closeable) {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				logger.debug("Probe could not be closed", ex);
			}
		}
	}

	/**
	 * Return what creates the threads of an engine.
	 * @param options tells whether they are virtual
	 * @param classLoader their context class loader
	 * @return a factory of daemon threads
	 */
	static ThreadFactory threads(LifecycleOptions options, @Nullable ClassLoader classLoader) {
		if (options.virtualThreads()) {
			return new VirtualThreadTaskExecutor().getVirtualThreadFactory();
		}
		return (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			thread.setContextClassLoader(classLoader);
			return thread;
		};
	}

}
