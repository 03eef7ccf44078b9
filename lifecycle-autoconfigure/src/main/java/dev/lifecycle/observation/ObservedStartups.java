package dev.lifecycle.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.StateChange;
import dev.lifecycle.observation.LifecycleObservationContext.Outcome;
import dev.lifecycle.text.Texts;

/**
 * The observations of the latest start-up, and of services that are started again
 * afterwards. Not safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class ObservedStartups {

	private static final StartupObservationConvention STARTUP = new DefaultStartupObservationConvention();

	private static final ServiceStartObservationConvention SERVICE = new DefaultServiceStartObservationConvention();

	private final ObservationRegistry registry;

	private final LifecycleManager manager;

	private final @Nullable StartupObservationConvention startupConvention;

	private final @Nullable ServiceStartObservationConvention serviceConvention;

	private final Map<String, Start> starts = new HashMap<>();

	private final Map<String, String> phases = new HashMap<>();

	private @Nullable String id;

	private Instant begin = Instant.EPOCH;

	private @Nullable Observation startup;

	/**
	 * Create a new instance.
	 * @param registry where to observe
	 * @param manager knows the phases of services
	 * @param startupConvention the convention of start-ups; {@code null} for the default
	 * @param serviceConvention the convention of services; {@code null} for the default
	 */
	public ObservedStartups(ObservationRegistry registry, LifecycleManager manager,
			@Nullable StartupObservationConvention startupConvention,
			@Nullable ServiceStartObservationConvention serviceConvention) {
		this.registry = registry;
		this.manager = manager;
		this.startupConvention = startupConvention;
		this.serviceConvention = serviceConvention;
	}

	/**
	 * Return whether nobody wants to know.
	 * @return {@code true} if the registry has no handlers
	 */
	boolean isOff() {
		return this.registry.isNoop();
	}

	void began(String id, Instant now) {
		this.id = id;
		this.begin = now;
		this.startup = null;
		this.starts.clear();
		this.phases.clear();
		for (LifecycleGraph.Service service : this.manager.graph().services()) {
			if (service.phase() != null) {
				this.phases.put(service.name(), service.phase());
			}
		}
	}

	void changed(StateChange change, Instant now) {
		switch (change.to()) {
			case WAITING -> this.starts.put(change.service(), new Start(this.id, startup()));
			case STARTING -> start(change, now);
			case VALIDATING -> validate(change, now);
			case READY -> stop(change, now, Outcome.SUCCESS);
			case FAILED -> fail(change, now);
			default -> stop(change, now, Outcome.CANCELLED);
		}
	}

	// The start-up is only one if there is something to start.
	private @Nullable Observation startup() {
		if (this.startup == null && this.id != null) {
			StartupObservationContext context = new StartupObservationContext(this.id, this.begin);
			this.startup = LifecycleObservationDocumentation.STARTUP
				.observation(this.startupConvention, STARTUP, () -> context, this.registry)
				.start();
		}
		return this.startup;
	}

	private void start(StateChange change, Instant now) {
		Start start = this.starts.get(change.service());
		if (start == null) {
			return;
		}
		Start releasing = (change.releasedBy() != null) ? this.starts.get(change.releasedBy()) : null;
		Observation parent = (releasing != null && releasing.observation != null) ? releasing.observation
				: start.startup;
		Duration waited = (change.from() == ServiceState.WAITING) ? change.elapsed() : Duration.ZERO;
		ServiceStartObservationContext context = new ServiceStartObservationContext(start.startupId, change.service(),
				this.phases.get(change.service()), change.releasedBy(), waited, now);
		start.observation = LifecycleObservationDocumentation.SERVICE_START
			.observation(this.serviceConvention, SERVICE, () -> context, this.registry)
			.parentObservation(parent)
			.start();
	}

	private void validate(StateChange change, Instant now) {
		Start start = this.starts.get(change.service());
		if (start != null && start.observation != null) {
			start.observation.event(Observation.Event.of("validating", "validating", now.toEpochMilli()));
		}
	}

	// A service that fails because of another one has not started.
	private void fail(StateChange change, Instant now) {
		Start start = this.starts.get(change.service());
		if (start != null && start.observation == null && change.from() == ServiceState.WAITING) {
			start(change, now);
		}
		if (start != null && !start.over && start.observation != null && change.cause() != null) {
			start.observation.error(MaskedException.of(change.cause()));
		}
		stop(change, now, Outcome.FAILURE);
	}

	// Observations of services that are ready remain the parents of their dependents.
	private void stop(StateChange change, Instant now, Outcome outcome) {
		Start start = this.starts.get(change.service());
		if (start == null || start.over) {
			return;
		}
		start.over = true;
		if (start.observation != null) {
			end(start.observation, now, outcome);
		}
	}

	private static void end(Observation observation, Instant now, Outcome outcome) {
		if (observation.getContext() instanceof LifecycleObservationContext context) {
			context.end(now, outcome);
		}
		observation.stop();
	}

	void ended(StartupReport report, @Nullable StartupFailedException failure, Instant now) {
		Observation startup = this.startup;
		this.id = null;
		this.startup = null;
		if (startup == null) {
			return;
		}
		if (startup.getContext() instanceof StartupObservationContext context) {
			context.setCriticalPath(report.criticalPath());
		}
		if (report.failure() != null) {
			startup
				.error(MaskedException.of(Texts.line(report.failure()), (failure != null) ? failure.getCause() : null));
		}
		end(startup, now, outcome(failure));
	}

	private static Outcome outcome(@Nullable StartupFailedException failure) {
		if (failure == null) {
			return Outcome.SUCCESS;
		}
		return failure.isCancelled() ? Outcome.CANCELLED : Outcome.FAILURE;
	}

	/**
	 * The latest start of a service.
	 */
	private static final class Start {

		private final @Nullable String startupId;

		private final @Nullable Observation startup;

		private @Nullable Observation observation;

		private boolean over;

		Start(@Nullable String startupId, @Nullable Observation startup) {
			this.startupId = startupId;
			this.startup = startup;
		}

	}

}
