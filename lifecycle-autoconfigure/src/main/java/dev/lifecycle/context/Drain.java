package dev.lifecycle.context;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogMessage;

/**
 * Lets the application go on for a while after it has said that it takes no traffic any
 * more, for platforms that send requests until they have noticed. The last to start and
 * so the first to stop.
 */
final class Drain implements SmartLifecycle {

	static final int PHASE = Integer.MAX_VALUE;

	private static final Log logger = LogFactory.getLog(Drain.class);

	private final Duration duration;

	private final Consumer<ReadinessState> availability;

	private volatile boolean running;

	private volatile boolean refusing;

	/**
	 * Create a drain.
	 * @param duration how long it takes
	 * @param availability told that traffic is refused, and when it is accepted again
	 */
	Drain(Duration duration, Consumer<ReadinessState> availability) {
		this.duration = duration;
		this.availability = availability;
	}

	@Override
	public void start() {
		if (this.refusing) {
			this.availability.accept(ReadinessState.ACCEPTING_TRAFFIC);
		}
		this.refusing = false;
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		stop();
		logger.info(LogMessage.format("Not ready any more, still serving for %s ms before the application stops",
				this.duration.toMillis()));
		CompletableFuture.delayedExecutor(this.duration.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
			.execute(callback);
	}

	@Override
	public void stop() {
		this.running = false;
		this.refusing = true;
		this.availability.accept(ReadinessState.REFUSING_TRAFFIC);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
