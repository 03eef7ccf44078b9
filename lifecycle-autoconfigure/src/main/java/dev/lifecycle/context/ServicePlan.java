package dev.lifecycle.context;

import java.util.Map;
import java.util.Set;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.Environment;

import dev.lifecycle.graph.ServiceGraph;

/**
 * Finds the services of a context and validates their graph before any bean is created.
 * Does nothing while the context is only processed ahead of time. Has no order, so that
 * it runs after other post-processors have changed bean definitions.
 *
 * @since 0.1.0
 */
public final class ServicePlan implements BeanFactoryPostProcessor {

	private final Environment environment;

	private final LifecycleOptions options;

	private final DefaultLifecycleManager manager = new DefaultLifecycleManager(this);

	private DiscoveredServices services = new DiscoveredServices(Map.of(), Set.of(), Map.of());

	private ServiceGraph graph;

	/**
	 * Create a new plan.
	 * @param environment the environment of the context
	 * @param options the configuration
	 */
	public ServicePlan(Environment environment, LifecycleOptions options) {
		this.environment = environment;
		this.options = options;
		this.graph = ServiceGraph.of(this.services.definitions(), options.phases());
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (Boolean.getBoolean("spring.aot.processing")) {
			return;
		}
		this.services = new ServiceDiscovery(beanFactory, this.environment, this.options.services()).discover();
		this.graph = ServiceGraph.of(this.services.definitions(), this.options.phases());
		if (!this.services.byName().isEmpty()) {
			requireOwnProcessor(beanFactory);
		}
	}

	private void requireOwnProcessor(ConfigurableListableBeanFactory beanFactory) {
		String name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;
		Class<?> type = beanFactory.containsBean(name) ? beanFactory.getType(name, false) : null;
		if (type == null || !ServiceLifecycleProcessor.class.isAssignableFrom(type)) {
			throw new FailureAnalyzedException(
					"The services %s cannot be started because the bean '%s' is %s.".formatted(
							this.services.byName().keySet(), name, (type != null) ? "a " + type.getName() : "missing"),
					"Remove the bean '%s'. If it was there to configure Spring's lifecycle processor, define a bean of type java.util.function.Consumer<org.springframework.context.support.DefaultLifecycleProcessor> instead, which is applied to the one that starts the services. Or set 'lifecycle.enabled' to 'false'."
						.formatted(name));
		}
	}

	/**
	 * Return the view of the services. Not taken from the bean factory by what runs or
	 * reports them, because tests may replace the bean.
	 * @return the manager, which knows the engine as soon as there is one
	 */
	public DefaultLifecycleManager manager() {
		return this.manager;
	}

	Environment environment() {
		return this.environment;
	}

	LifecycleOptions options() {
		return this.options;
	}

	DiscoveredServices services() {
		return this.services;
	}

	ServiceGraph graph() {
		return this.graph;
	}

}
