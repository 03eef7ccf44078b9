package dev.lifecycle;

import org.springframework.context.ApplicationEvent;

/**
 * Published once per start-up when all required services are ready.
 *
 * @since 0.1.0
 */
public class StartupCompletedEvent extends ApplicationEvent {

	private final transient StartupReport report;

	/**
	 * Create a new event.
	 * @param source the object that publishes the event
	 * @param report how the start-up went
	 */
	public StartupCompletedEvent(Object source, StartupReport report) {
		super(source);
		this.report = report;
	}

	/**
	 * Return how the start-up went.
	 * @return the report
	 */
	public StartupReport report() {
		return this.report;
	}

}
