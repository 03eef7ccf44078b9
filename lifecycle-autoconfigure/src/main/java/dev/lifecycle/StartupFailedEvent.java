package dev.lifecycle;

import org.springframework.context.ApplicationEvent;

/**
 * Published once per failed or cancelled start-up, before the services that did start are
 * stopped again.
 *
 * @since 0.1.0
 */
public class StartupFailedEvent extends ApplicationEvent {

	private final StartupFailedException failure;

	/**
	 * Create a new event.
	 * @param source the object that publishes the event
	 * @param failure why the start-up failed
	 */
	public StartupFailedEvent(Object source, StartupFailedException failure) {
		super(source);
		this.failure = failure;
	}

	/**
	 * Return why the start-up failed.
	 * @return the failure, with the report of how far the start-up went
	 */
	public StartupFailedException failure() {
		return this.failure;
	}

}
