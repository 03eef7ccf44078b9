package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.gate.StartupProgress;

/**
 * Estimates the rest of the start-up from what it has taken so far.
 */
class EngineProgress implements StartupProgress {

	private static final Duration UNKNOWN = Duration.ofSeconds(5);

	private final LifecycleManager manager;

	EngineProgress(LifecycleManager manager) {
		this.manager = manager;
	}

	@Override
	public int ready() {
		return count(this.manager.services());
	}

	private static int count(List<ServiceStatus> services) {
		return (int) services.stream().filter((service) -> service.state() == ServiceState.READY).count();
	}

	@Override
	public int total() {
		return this.manager.services().size();
	}

	@Override
	public List<String> waitingFor() {
		return this.manager.services()
			.stream()
			.filter((service) -> service.state() != ServiceState.READY)
			.map(ServiceStatus::name)
			.toList();
	}

	@Override
	public Duration remaining() {
		List<ServiceStatus> services = this.manager.services();
		int ready = count(services);
		if (ready == 0) {
			return UNKNOWN;
		}
		return this.manager.startupReport().total().multipliedBy(services.size() - ready).dividedBy(ready);
	}

}
