package dev.lifecycle.observation;

import java.time.Instant;
import java.util.List;

/**
 * Context of the observation of a start-up.
 *
 * @since 0.1.0
 */
public final class StartupObservationContext extends LifecycleObservationContext {

	private final String startupId;

	private List<String> criticalPath = List.of();

	StartupObservationContext(String startupId, Instant begin) {
		super(begin);
		this.startupId = startupId;
	}

	@Override
	public String getStartupId() {
		return this.startupId;
	}

	/**
	 * Return the chain of services that decided how long it took.
	 * @return names of services, first to last; empty until the end
	 */
	public List<String> getCriticalPath() {
		return this.criticalPath;
	}

	void setCriticalPath(List<String> criticalPath) {
		this.criticalPath = criticalPath;
	}

}
