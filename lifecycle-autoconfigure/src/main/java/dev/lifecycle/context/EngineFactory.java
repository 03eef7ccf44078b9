package dev.lifecycle.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.Lifecycle;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.ClassUtils;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.ContractCheck;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.EngineSettings;
import dev.lifecycle.engine.LifecycleEngine;
import dev.lifecycle.engine.ManagedService;
import dev.lifecycle.graph.DroppedDependency;
import dev.lifecycle.graph.ServiceGraph;
import dev.lifecycle.readiness.HealthProbe;
import dev.lifecycle.readiness.MethodProbe;

/**
 * Creates the engine once all singletons exist.
 */
final class EngineFactory {

	private static final Log logger = LogFactory.getLog(EngineFactory.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final LifecycleOptions options;

	EngineFactory(ConfigurableListableBeanFactory beanFactory, LifecycleOptions options) {
		this.beanFactory = beanFactory;
		this.options = options;
	}

	LifecycleEngine create(DiscoveredServices services, ServiceGraph graph, Map<String, BeanComponent> components,
			Duration stopTimeout, List<EngineListener> listeners) {
		if (!services.byName().isEmpty()) {
			logger.info("Starting " + services.byName().size() + " services in " + graph.levels() + " levels, "
					+ this.options.environment().description());
		}
		graph.dropped().forEach(EngineFactory::log);
		graph.overruled()
			.forEach((name) -> logger.warn("Service '" + name
					+ "' is declared with required=false, which is ignored because a required service requires it"));
		List<ManagedService> managed = new ArrayList<>();
		for (DiscoveredService service : services.byName().values()) {
			String name = service.definition().name();
			BeanComponent component = components.getOrDefault(name, new BeanComponent(null));
			managed
				.add(new ManagedService(name, component, services.mocks().contains(name) ? List.of() : checks(service),
						service.startTimeout(), service.readinessTimeout()));
		}
		return new LifecycleEngine(graph, managed, withStopTimeout(stopTimeout), threads(), listeners);
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

	private EngineSettings withStopTimeout(Duration stopTimeout) {
		EngineSettings engine = this.options.engine();
		return new EngineSettings(engine.timeoutMultiplier(), engine.startupTimeout(), engine.startTimeout(),
				engine.readinessTimeout(), engine.dependencyTimeout(), engine.optionalDependencyTimeout(),
				engine.maxParallelStarts(), engine.retry(), engine.checkRetryInterval(), engine.shutdownTimeout(),
				stopTimeout, engine.progressInterval());
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

	private List<ContractCheck> checks(DiscoveredService service) {
		List<ContractCheck> checks = new ArrayList<>();
		for (DiscoveredCheck check : service.checks()) {
			if (check.level().isIncludedIn(this.options.validationLevel())) {
				Duration timeout = (check.timeout() != null) ? check.timeout() : this.options.checkTimeout();
				checks.add(new ContractCheck(check.name(), timeout, probe(service, check)));
			}
		}
		return checks;
	}

	private Callable<ReadinessResult> probe(DiscoveredService service, DiscoveredCheck check) {
		if (check.method() != null && service.beanName() != null) {
			return new MethodProbe(this.beanFactory.getBean(service.beanName()), check.method());
		}
		String health = check.health();
		boolean available = ClassUtils.isPresent("org.springframework.boot.health.registry.HealthContributorRegistry",
				this.beanFactory.getBeanClassLoader());
		HealthProbe probe = (available && health != null) ? HealthProbe.find(health, this.beanFactory) : null;
		if (probe == null) {
			throw new FailureAnalyzedException(
					"The readiness check of service '%s' (%s) needs the health contributor '%s', which does not exist."
						.formatted(service.definition().name(), check.source(), health),
					available
							? "Use the name of one of the health contributors there are: "
									+ HealthProbe.names(this.beanFactory) + "."
							: "Add 'org.springframework.boot:spring-boot-starter-actuator' to the application.");
		}
		return probe;
	}

	private ThreadFactory threads() {
		if (this.options.virtualThreads()) {
			return new VirtualThreadTaskExecutor().getVirtualThreadFactory();
		}
		ClassLoader classLoader = this.beanFactory.getBeanClassLoader();
		return (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			thread.setContextClassLoader(classLoader);
			return thread;
		};
	}

}
