package dev.lifecycle;

import java.util.List;

import org.springframework.context.ApplicationEvent;

/**
 * Published after a service has lost something it can do without but should have, or has
 * got it back. Listeners run on one dispatcher thread, in order; a slow one delays only
 * other listeners.
 *
 * @since 0.1.0
 */
public class ServiceDegradedEvent extends ApplicationEvent {

	private final String service;

	private final List<String> reasons;

	/**
	 * Create a new event.
	 * @param source the object that publishes the event
	 * @param service the name of the service
	 * @param reasons what it runs without, one text for people each; empty if nothing
	 */
	public ServiceDegradedEvent(Object source, String service, List<String> reasons) {
		super(source);
		this.service = service;
		this.reasons = List.copyOf(reasons);
	}

	/**
	 * Return the name of the service.
	 * @return the name of the service
	 */
	public String service() {
		return this.service;
	}

	/**
	 * Return whether the service runs without something it should have.
	 * @return {@code false} if it has all of it again
	 */
	public boolean isDegraded() {
		return !this.reasons.isEmpty();
	}

	/**
	 * Return what the service runs without: optional services that are not ready and
	 * checks that fail without being critical.
	 * @return one text for people each; empty if nothing
	 */
	public List<String> reasons() {
		return this.reasons;
	}

	@Override
	public String toString() {
		return "ServiceDegradedEvent[%s: %s]".formatted(this.service, this.reasons);
	}

}
