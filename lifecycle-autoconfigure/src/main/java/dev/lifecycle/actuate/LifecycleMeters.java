package dev.lifecycle.actuate;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.StateChange;

/**
 * Measures start-ups, services and their checks. The registry is asked for when all
 * singletons exist, which is before any service starts, and left alone if there are no
 * services.
 *
 * @since 0.1.0
 */
public final class LifecycleMeters implements EngineListener, SmartInitializingSingleton, DisposableBean {

	private final LifecycleManager manager;

	private final Supplier<@Nullable MeterRegistry> registry;

	private volatile @Nullable ServiceMeters meters;

	/**
	 * Create meters.
	 * @param manager the view of the services
	 * @param registry supplies where to register the meters, or {@code null} for nowhere
	 */
	public LifecycleMeters(LifecycleManager manager, Supplier<@Nullable MeterRegistry> registry) {
		this.manager = manager;
		this.registry = registry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		MeterRegistry registry = this.registry.get();
		if (registry != null) {
			ServiceMeters meters = new ServiceMeters(registry, this.manager);
			meters.register();
			this.meters = meters;
		}
	}

	private void record(Consumer<ServiceMeters> recording) {
		ServiceMeters meters = this.meters;
		if (meters != null) {
			recording.accept(meters);
		}
	}

	@Override
	public void startupBegan() {
		record(ServiceMeters::startupBegan);
	}

	@Override
	public void stateChanged(StateChange change) {
		record((meters) -> meters.changed(change));
	}

	@Override
	public void checked(String service, String check, Duration elapsed, boolean ready) {
		record((meters) -> meters.checked(service, check, elapsed, ready));
	}

	@Override
	public void startupCompleted(StartupReport report) {
		record((meters) -> meters.startupEnded(report.total(), Outcome.SUCCESS));
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		record((meters) -> meters.startupEnded(failure.report().total(), Outcome.of(failure)));
	}

	@Override
	public void stopBegan() {
		record(ServiceMeters::stopBegan);
	}

	@Override
	public void restartBegan(String service, List<String> services, @Nullable String reason) {
		record((meters) -> meters.restarted(services, reason != null));
	}

	@Override
	public void restartsExhausted(String service, int restarts, Duration window, String reason) {
		record((meters) -> meters.restartsExhausted(service));
	}

	/**
	 * Leave a registry that may outlive the context without what belongs to the context.
	 */
	@Override
	public void destroy() {
		record(ServiceMeters::unregister);
		this.meters = null;
	}

}
