package dev.lifecycle.observation;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Context of the observation of one service, from the moment it may start until it is
 * ready.
 *
 * @since 0.1.0
 */
public final class ServiceStartObservationContext extends LifecycleObservationContext {

	private final @Nullable String startupId;

	private final String service;

	private final @Nullable String phase;

	private final @Nullable String releasedBy;

	private final Duration waited;

	ServiceStartObservationContext(@Nullable String startupId, String service, @Nullable String phase,
			@Nullable String releasedBy, Duration waited, Instant begin) {
		super(begin);
		this.startupId = startupId;
		this.service = service;
		this.phase = phase;
		this.releasedBy = releasedBy;
		this.waited = waited;
	}

	@Override
	public @Nullable String getStartupId() {
		return this.startupId;
	}

	/**
	 * Return the service.
	 * @return the name
	 */
	public String getService() {
		return this.service;
	}

	/**
	 * Return the phase of the service.
	 * @return the name; {@code null} if it belongs to none
	 */
	public @Nullable String getPhase() {
		return this.phase;
	}

	/**
	 * Return the service it waited for last.
	 * @return the name; {@code null} if it waited for none
	 */
	public @Nullable String getReleasedBy() {
		return this.releasedBy;
	}

	/**
	 * Return how long it had waited.
	 * @return the time from the request to start it until it could
	 */
	public Duration getWaited() {
		return this.waited;
	}

}
