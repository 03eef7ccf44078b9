package dev.lifecycle;

import java.time.Duration;

import org.springframework.context.ApplicationEvent;

/**
 * Published after a service has been restarted automatically as often as it may be, and
 * is not ready again. It is FAILED then, and nobody restarts it but people. Listeners run
 * on one dispatcher thread, in order; a slow one delays only other listeners.
 *
 * @since 0.1.0
 */
public class RestartsExhaustedEvent extends ApplicationEvent {

	private final String service;

	private final int restarts;

	private final Duration window;

	private final String reason;

	/**
	 * Create a new event.
	 * @param source the object that publishes the event
	 * @param service the name of the service
	 * @param restarts how many times it has been restarted automatically
	 * @param window within which time
	 * @param reason why it would have been restarted again, in one line and masked
	 */
	public RestartsExhaustedEvent(Object source, String service, int restarts, Duration window, String reason) {
		super(source);
		this.service = service;
		this.restarts = restarts;
		this.window = window;
		this.reason = reason;
	}

	/**
	 * Return the name of the service.
	 * @return the name of the service
	 */
	public String service() {
		return this.service;
	}

	/**
	 * Return how many times the service has been restarted automatically.
	 * @return the number of restarts within the {@link #window()}
	 */
	public int restarts() {
		return this.restarts;
	}

	/**
	 * Return the time within which restarts count.
	 * @return {@code lifecycle.restart.window}
	 */
	public Duration window() {
		return this.window;
	}

	/**
	 * Return why the service would have been restarted again.
	 * @return the failing check or the failure, in one line and without secrets
	 */
	public String reason() {
		return this.reason;
	}

	@Override
	public String toString() {
		return "RestartsExhaustedEvent[%s: %s]".formatted(this.service, this.reason);
	}

}
