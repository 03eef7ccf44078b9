package dev.lifecycle.context;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.PriorityOrdered;

/**
 * Has an application go on for a while after it has said that it is not ready any more.
 * Comes before all other listeners, because schedulers and a separate management server
 * stop when they learn that the context is being closed.
 */
final class Drain implements ApplicationListener<ContextClosedEvent>, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(Drain.class);

	private final ApplicationContext context;

	private final Duration duration;

	private final BooleanSupplier running;

	private boolean over;

	/**
	 * Create a new drain.
	 * @param context the context that is to be closed
	 * @param duration how long the application goes on
	 * @param running whether there is anything to go on
	 */
	Drain(ApplicationContext context, Duration duration, BooleanSupplier running) {
		this.context = context;
		this.duration = duration;
		this.running = running;
	}

	// Child contexts tell their parents.
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			await();
		}
	}

	/**
	 * Let the time pass, unless that has been done. An interrupt before makes no
	 * difference; one meanwhile ends it.
	 */
	void await() {
		if (this.over || !this.running.getAsBoolean()) {
			return;
		}
		this.over = true;
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
		logger.info("Not ready any more, still serving for " + this.duration.toMillis()
				+ " ms before the application stops");
		boolean interrupted = Thread.interrupted();
		try {
			Thread.sleep(this.duration.toMillis());
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
