package dev.lifecycle.actuate;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.races.RaceDetector;

/**
 * Counts the calls of each service into others that are not ready, from zero on.
 *
 * @since 0.1.0
 */
public final class RaceMeters implements EngineListener, SmartInitializingSingleton, DisposableBean {

	private final RaceDetector detector;

	private final LifecycleManager manager;

	private final Supplier<@Nullable MeterRegistry> registry;

	private volatile @Nullable MeterRegistry used;

	private final Map<String, FunctionCounter> counters = new ConcurrentHashMap<>();

	/**
	 * Create meters.
	 * @param detector finds the calls
	 * @param manager knows the services
	 * @param registry supplies where to register the meters, or {@code null} for nowhere
	 */
	public RaceMeters(RaceDetector detector, LifecycleManager manager, Supplier<@Nullable MeterRegistry> registry) {
		this.detector = detector;
		this.manager = manager;
		this.registry = registry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.used = this.registry.get();
		register();
	}

	// Some services are only known by now.
	@Override
	public void startupBegan() {
		register();
	}

	private void register() {
		MeterRegistry registry = this.used;
		if (registry != null) {
			for (ServiceStatus service : this.manager.services()) {
				this.counters.computeIfAbsent(service.name(), (name) -> register(name, registry));
			}
		}
	}

	private FunctionCounter register(String service, MeterRegistry registry) {
		return FunctionCounter.builder("lifecycle.races", this.detector, (detector) -> detector.count(service))
			.description("Number of times a service called another one in its start before that was ready")
			.baseUnit("races")
			.tag("service", service)
			.register(registry);
	}

	/**
	 * Leave a registry that may outlive the context without what belongs to the context.
	 */
	@Override
	public void destroy() {
		MeterRegistry registry = this.used;
		if (registry != null) {
			List.copyOf(this.counters.values()).forEach(registry::remove);
		}
		this.counters.clear();
	}

}
