package dev.lifecycle.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.metrics.ApplicationStartup;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.LifecycleEngine;
import dev.lifecycle.graph.GraphEdge;
import dev.lifecycle.graph.GraphNode;
import dev.lifecycle.graph.ServiceGraph;
import dev.lifecycle.text.Texts;

/**
 * Takes services out of Spring's lifecycle processing and puts adapters in, so that the
 * engine starts and stops them while all other beans are treated as ever.
 *
 * @since 0.1.0
 */
public final class ServiceLifecycleProcessor extends DefaultLifecycleProcessor
		implements ApplicationContextAware, DisposableBean {

	private static final String PREFIX = "lifecycle:";

	private static final Duration SLACK = Duration.ofSeconds(1);

	private final ServicePlan plan;

	private final List<EngineListener> listeners;

	private final HeldTraffic traffic;

	private final ComponentDecorator decorator;

	private final Set<String> managedBeans = new HashSet<>();

	private final Map<String, Lifecycle> adapters = new LinkedHashMap<>();

	private @Nullable ShutdownHandler shutdownHandler;

	private Duration stopTimeout = Duration.ofSeconds(30);

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	private @Nullable ApplicationContext applicationContext;

	private @Nullable LifecycleEngine engine;

	private @Nullable EngineFactory factory;

	private @Nullable LifecycleEvents events;

	private @Nullable WorkConsumers consumers;

	private @Nullable Drain drain;

	private boolean prepared;

	private volatile @Nullable Thread pausing;

	/**
	 * Create a new processor.
	 * @param plan the services
	 * @param listeners further listeners of the engine
	 * @param traffic the traffic to be answered before a failed start-up ends
	 * @param decorator surrounds the calls that start and stop services
	 */
	public ServiceLifecycleProcessor(ServicePlan plan, List<EngineListener> listeners, HeldTraffic traffic,
			ComponentDecorator decorator) {
		this.plan = plan;
		this.listeners = listeners;
		this.traffic = traffic;
		this.decorator = decorator;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	@Override
	public void setTimeoutPerShutdownPhase(long timeoutPerShutdownPhase) {
		super.setTimeoutPerShutdownPhase(timeoutPerShutdownPhase);
		this.stopTimeout = Duration.ofMillis(timeoutPerShutdownPhase);
	}

	@Override
	public void onRefresh() {
		prepare();
		if (this.shutdownHandler != null) {
			this.shutdownHandler.register();
		}
		try {
			super.onRefresh();
		}
		catch (RuntimeException | Error ex) {
			closeEvents();
			throw ex;
		}
	}

	@Override
	public void start() {
		prepare();
		explain(super::start);
	}

	@Override
	public void onRestart() {
		prepare();
		this.pausing = Thread.currentThread();
		try {
			explain(super::onRestart);
		}
		finally {
			this.pausing = null;
		}
	}

	// Only the failure of a refresh is explained by Spring Boot: the application ends
	// with
	// it.
	private static void explain(Runnable start) {
		try {
			start.run();
		}
		catch (RuntimeException ex) {
			Texts.causes(ex)
				.filter(StartupFailedException.class::isInstance)
				.findFirst()
				.ifPresent((failure) -> LogFactory.getLog(ServiceLifecycleProcessor.class).error(failure.getMessage()));
			throw ex;
		}
	}

	@Override
	public void onPause() {
		this.pausing = Thread.currentThread();
		try {
			deferInterrupts(super::onPause);
		}
		finally {
			this.pausing = null;
		}
	}

	@Override
	public void stop() {
		deferInterrupts(super::stop);
		awaitStop();
	}

	@Override
	public void onClose() {
		if (this.drain != null) {
			this.drain.await();
		}
		deferInterrupts(super::onClose);
		awaitStop();
		closeEvents();
	}

	// An interrupted thread does not wait for a bean to stop before it stops what that
	// bean needs.
	private static void deferInterrupts(Runnable stop) {
		boolean interrupted = Thread.interrupted();
		try {
			stop.run();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	// If an interrupt has come meanwhile, Spring has not waited for the services.
	private void awaitStop() {
		if (this.shutdownHandler != null) {
			deferInterrupts(this.shutdownHandler);
		}
	}

	@Override
	public void destroy() {
		closeEvents();
		awaitStop();
		if (this.shutdownHandler != null) {
			this.shutdownHandler.unregister();
		}
		if (this.engine != null) {
			this.engine.close();
		}
		if (this.factory != null) {
			this.factory.releaseProbes();
		}
	}

	private void closeEvents() {
		if (this.events != null) {
			this.events.close(SLACK);
		}
	}

	@Override
	protected Map<String, Lifecycle> getLifecycleBeans() {
		Map<String, Lifecycle> beans = super.getLifecycleBeans();
		beans.keySet().removeAll(this.managedBeans);
		if (this.consumers != null) {
			beans = this.consumers.detach(beans);
		}
		beans.putAll(this.adapters);
		return beans;
	}

	@Override
	protected int getPhase(Lifecycle bean) {
		int phase = super.getPhase(bean);
		return (this.consumers != null) ? this.consumers.phase(bean, phase) : phase;
	}

	private void prepare() {
		if (!this.prepared) {
			LifecycleEvents events = new LifecycleEvents(Objects.requireNonNull(this.applicationContext));
			this.events = events;
			if (this.plan.isIdle()) {
				addEmptyStartup(events);
			}
			else {
				prepare(Objects.requireNonNull(this.beanFactory), events);
			}
			prepareDrain(this.plan.drain());
			this.prepared = true;
		}
	}

	private void prepareDrain(Duration duration) {
		if (this.applicationContext instanceof ConfigurableApplicationContext context && !duration.isZero()) {
			this.drain = new Drain(context, duration, this::isRunning);
			context.addApplicationListener(this.drain);
		}
	}

	private void prepare(ConfigurableListableBeanFactory beanFactory, LifecycleEvents events) {
		RuntimeDiscovery discovery = new RuntimeDiscovery(beanFactory, this.plan.environment(), this.plan.settings());
		this.plan.services().byName().values().forEach((service) -> EngineFactory.instantiate(service, beanFactory));
		DiscoveredServices refined = discovery.refine(this.plan.services());
		if (refined.byName().isEmpty()) {
			addEmptyStartup(events);
		}
		else {
			prepare(beanFactory, discovery, refined, events);
		}
	}

	private void addEmptyStartup(LifecycleEvents events) {
		this.adapters.put(PREFIX + "barrier",
				new EmptyStartup(this.plan.manager(), withEvents(this.listeners, events)));
	}

	private static List<EngineListener> withEvents(List<EngineListener> listeners, LifecycleEvents events) {
		List<EngineListener> result = new ArrayList<>(listeners);
		result.add(events);
		return result;
	}

	private void prepare(ConfigurableListableBeanFactory beanFactory, RuntimeDiscovery discovery,
			DiscoveredServices refined, LifecycleEvents events) {
		LifecycleOptions options = this.plan.options();
		setTimeoutForShutdownPhase(ServicesLifecycle.PHASE, options.engine().shutdownTimeout().plus(SLACK).toMillis());
		EngineFactory factory = new EngineFactory(beanFactory, options, this.decorator);
		WorkConsumers consumers = new WorkConsumers(beanFactory, refined);
		Map<String, Lifecycle> lifecycleBeans = super.getLifecycleBeans();
		consumers.logLate(lifecycleBeans);
		lifecycleBeans.entrySet().removeIf((entry) -> consumers.contains(entry.getKey(), entry.getValue()));
		DiscoveredServices services = discovery.connect(refined, lifecycleBeans, options.injectionEdges());
		ServiceGraph graph = ServiceGraph.of(services.definitions(), options.phases());
		Map<String, BeanComponent> components = new LinkedHashMap<>();
		for (DiscoveredService service : services.byName().values()) {
			String name = service.definition().name();
			components.put(name,
					services.mocks().contains(name) ? new BeanComponent(null) : factory.component(service));
			if (service.beanName() != null) {
				this.managedBeans.add(service.beanName());
			}
		}
		List<EngineListener> listeners = withEvents(this.listeners, events);
		String announcement = "Starting " + services.byName().size() + " services in " + graph.levels() + " levels, "
				+ options.environment().description();
		listeners.add(0, new LifecycleLog(announcement, this.plan.environment()));
		ApplicationStartup recorder = beanFactory.getApplicationStartup();
		if (recorder != ApplicationStartup.DEFAULT) {
			listeners.add(new StartupSteps(recorder, graph));
		}
		LifecycleEngine engine = factory.create(services, graph, components, this.stopTimeout, listeners);
		addAdapters(engine, graph, components);
		this.consumers = consumers;
		this.engine = engine;
		this.factory = factory;
		this.shutdownHandler = new ShutdownHandler(engine, options.engine().shutdownTimeout().plus(SLACK));
		this.plan.manager().attach(engine);
	}

	private void addAdapters(LifecycleEngine engine, ServiceGraph graph, Map<String, BeanComponent> components) {
		Set<GraphNode> pauseable = pauseable(graph, components);
		int lowest = ServicesLifecycle.PHASE - graph.levels();
		for (GraphNode node : graph.services().values()) {
			BeanComponent component = Objects.requireNonNull(components.get(node.name()));
			this.adapters.put(PREFIX + node.name(), new ServiceAdapter(engine, node.name(), lowest + node.level(),
					component.isAutoStartup(), pauseable.contains(node)));
		}
		List<String> pauseableNames = pauseable.stream().map(GraphNode::name).toList();
		ServicesLifecycle services = new ServicesLifecycle(engine, pauseableNames,
				() -> this.pausing == Thread.currentThread(), this::markAlive, this.plan::nextStartup);
		this.adapters.put(PREFIX + "shutdown", services.shutdown());
		this.adapters.put(PREFIX + "services", services);
		this.adapters.put(PREFIX + "barrier",
				new StartupBarrier(engine, services, this.plan.options().engine().shutdownTimeout(), this.traffic));
	}

	private void markAlive() {
		AvailabilityChangeEvent.publish(Objects.requireNonNull(this.applicationContext), LivenessState.CORRECT);
	}

	// A service can be paused if all its dependents can.
	private static Set<GraphNode> pauseable(ServiceGraph graph, Map<String, BeanComponent> components) {
		Set<GraphNode> pauseable = new HashSet<>();
		for (String name : graph.reverseOrder()) {
			GraphNode node = Objects.requireNonNull(graph.services().get(name));
			boolean dependentsPauseable = node.dependents()
				.stream()
				.filter((edge) -> !edge.isBarrier())
				.map(GraphEdge::dependent)
				.allMatch(pauseable::contains);
			if (dependentsPauseable && Objects.requireNonNull(components.get(name)).isPauseable()) {
				pauseable.add(node);
			}
		}
		return pauseable;
	}

}
