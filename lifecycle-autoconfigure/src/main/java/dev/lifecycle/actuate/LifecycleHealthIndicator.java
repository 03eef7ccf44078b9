package dev.lifecycle.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.engine.EngineSnapshot;
import dev.lifecycle.engine.ServiceRestarts;
import dev.lifecycle.engine.ServiceRun;

/**
 * Health of the services: {@code OUT_OF_SERVICE} while they start or stop, {@code UP}
 * while all required ones are ready, otherwise {@code DOWN}; with one detail per service.
 * Reports a snapshot and never runs a check.
 *
 * @since 0.1.0
 */
public final class LifecycleHealthIndicator implements HealthIndicator {

	private final Supplier<EngineSnapshot> snapshot;

	/**
	 * Create a new indicator.
	 * @param snapshot supplies the services at the moment of the request
	 */
	public LifecycleHealthIndicator(Supplier<EngineSnapshot> snapshot) {
		this.snapshot = snapshot;
	}

	@Override
	public Health health() {
		EngineSnapshot snapshot = this.snapshot.get();
		Health.Builder health = builder(snapshot);
		Map<String, ServiceRestarts> restarts = snapshot.runs()
			.stream()
			.collect(Collectors.toMap(ServiceRun::name, ServiceRun::restarts));
		snapshot.services().forEach((service) -> {
			Map<String, Object> details = details(service);
			add(restarts.getOrDefault(service.name(), ServiceRestarts.NONE), details);
			health.withDetail(service.name(), details);
		});
		return health.build();
	}

	private static Health.Builder builder(EngineSnapshot snapshot) {
		if (snapshot.ready()) {
			return Health.up();
		}
		return snapshot.complete() ? Health.down() : Health.outOfService();
	}

	private static Map<String, Object> details(ServiceStatus service) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", service.state().name());
		details.put("since", service.since().toString());
		if (service.degraded()) {
			details.put("degraded", true);
			details.put("degradedBecause", service.degradedBecause());
		}
		if (service.failingCheck() != null && service.state() != ServiceState.READY) {
			details.put("failingCheck", service.failingCheck());
		}
		return details;
	}

	private static void add(ServiceRestarts restarts, Map<String, Object> details) {
		if (restarts.underWay() != null) {
			details.put("restarting", restarts.underWay());
		}
		if (restarts.exhausted() != null) {
			details.put("restartsExhausted", restarts.exhausted());
		}
	}

}
