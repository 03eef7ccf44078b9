package dev.lifecycle.context;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

import dev.lifecycle.engine.StartupId;
import dev.lifecycle.graph.ServiceGraph;

/**
 * Finds the services of a context and validates their graph before any bean is created,
 * and then waits for those that are to be there by then. Does nothing while the context
 * is only processed ahead of time. Has no order, so that it runs after other
 * post-processors have changed bean definitions.
 *
 * @since 0.1.0
 */
public final class ServicePlan implements BeanFactoryPostProcessor {

	private static final String EXIT_ON_REFRESH = DefaultLifecycleProcessor.ON_REFRESH_VALUE;

	private final Environment environment;

	private final boolean configured;

	private final SingletonSupplier<LifecycleOptions> options;

	private final Consumer<ConfigurableListableBeanFactory> whenIdle;

	private final DefaultLifecycleManager manager = new DefaultLifecycleManager(this);

	private DiscoveredServices services = new DiscoveredServices();

	private @Nullable ServiceGraph graph;

	private boolean idle;

	/**
	 * The id of the start-up that has begun before there were beans.
	 */
	private @Nullable String startup;

	/**
	 * Create a new plan.
	 * @param environment the environment of the context
	 * @param configured whether the configuration says anything at all
	 * @param options supplies the configuration, which is only asked for if there are
	 * services or it says something
	 * @param whenIdle called if there is nothing to do
	 */
	public ServicePlan(Environment environment, boolean configured, Supplier<LifecycleOptions> options,
			Consumer<ConfigurableListableBeanFactory> whenIdle) {
		this.environment = environment;
		this.configured = configured;
		this.options = SingletonSupplier.of(options);
		this.whenIdle = whenIdle;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (Boolean.getBoolean("spring.aot.processing")) {
			return;
		}
		this.services = new ServiceDiscovery(beanFactory, this.environment, settings()).discover();
		if (!this.services.byName().isEmpty()) {
			this.graph = ServiceGraph.of(this.services.definitions(), options().phases());
			requireOwnProcessor(beanFactory);
			if (!EXIT_ON_REFRESH.equals(SpringProperties.getProperty(DefaultLifecycleProcessor.EXIT_PROPERTY_NAME))) {
				this.startup = StartupId.create();
				new EarlyServices(this.services, this.graph, options(), this.environment,
						beanFactory.getBeanClassLoader())
					.await(this.startup);
			}
		}
		else if (!this.configured && this.services.complete()) {
			this.idle = true;
			this.whenIdle.accept(beanFactory);
		}
	}

	/**
	 * Return the id of the start-up that begins now.
	 * @return the one of the services awaited before there were beans, or a new one
	 */
	String nextStartup() {
		String id = this.startup;
		this.startup = null;
		return (id != null) ? id : StartupId.create();
	}

	Map<String, ServiceSettings> settings() {
		return this.configured ? options().services() : Map.of();
	}

	Duration drain() {
		return this.configured ? options().drain() : Duration.ZERO;
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

	/**
	 * Return whether the application makes no use of this: it has no services, no bean
	 * that may turn out to be one, and configures nothing.
	 * @return whether there is nothing to do
	 */
	public boolean isIdle() {
		return this.idle;
	}

	/**
	 * Return the environment whose preset applies.
	 * @return the environment
	 */
	public LifecycleEnvironment lifecycleEnvironment() {
		return options().environment();
	}

	Environment environment() {
		return this.environment;
	}

	LifecycleOptions options() {
		return this.options.obtain();
	}

	/**
	 * Return the services that were found in bean definitions and configuration.
	 * @return the services; none before this post-processor has run
	 */
	public DiscoveredServices services() {
		return this.services;
	}

	ServiceGraph graph() {
		ServiceGraph graph = this.graph;
		return (graph != null) ? graph : ServiceGraph.of(List.of(), List.of());
	}

}
