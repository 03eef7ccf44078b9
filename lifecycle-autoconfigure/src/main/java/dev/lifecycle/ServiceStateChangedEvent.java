package dev.lifecycle;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;

/**
 * Published after a service has changed its state. Listeners run on one dispatcher
 * thread, in order; a slow one delays only other listeners.
 *
 * @since 0.1.0
 */
public class ServiceStateChangedEvent extends ApplicationEvent {

	private final String service;

	private final ServiceState from;

	private final ServiceState to;

	private final long epoch;

	private final @Nullable String reason;

	private final transient @Nullable Throwable cause;

	/**
	 * Create a new event.
	 * @param source the object that publishes the event
	 * @param service the name of the service
	 * @param from the state it had
	 * @param to the state it has
	 * @param epoch which run of the service this belongs to; grows with every start
	 * @param reason why the service failed or is not ready, in one line and masked;
	 * {@code null} if it does neither
	 * @param cause why the service failed; {@code null} if it did not
	 */
	public ServiceStateChangedEvent(Object source, String service, ServiceState from, ServiceState to, long epoch,
			@Nullable String reason, @Nullable Throwable cause) {
		super(source);
		this.service = service;
		this.from = from;
		this.to = to;
		this.epoch = epoch;
		this.reason = reason;
		this.cause = cause;
	}

	/**
	 * Return the name of the service.
	 * @return the name of the service
	 */
	public String service() {
		return this.service;
	}

	/**
	 * Return the state the service had.
	 * @return the former state
	 */
	public ServiceState from() {
		return this.from;
	}

	/**
	 * Return the state the service has.
	 * @return the new state
	 */
	public ServiceState to() {
		return this.to;
	}

	/**
	 * Return which run of the service this belongs to.
	 * @return a number that grows with every start of the service
	 */
	public long epoch() {
		return this.epoch;
	}

	/**
	 * Return why the service failed or is not ready.
	 * @return the failing check or the failure, in one line and without secrets;
	 * {@code null} if the service has not changed to one of these states
	 */
	public @Nullable String reason() {
		return this.reason;
	}

	/**
	 * Return why the service failed.
	 * @return the cause; {@code null} if the service did not fail
	 */
	public @Nullable Throwable cause() {
		return this.cause;
	}

	@Override
	public String toString() {
		return "ServiceStateChangedEvent[%s: %s → %s]".formatted(this.service, this.from, this.to);
	}

}
