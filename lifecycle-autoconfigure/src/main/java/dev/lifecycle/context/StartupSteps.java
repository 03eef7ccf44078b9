package dev.lifecycle.context;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.StateChange;
import dev.lifecycle.graph.GraphNode;
import dev.lifecycle.graph.Phase;
import dev.lifecycle.graph.ServiceGraph;

/**
 * Records the start-up of a context, and that of each service in it, as steps. Whichever
 * step began last and has not ended is the parent of the next one for Spring, so the tags
 * tell what a service waited for. Owned by the engine's thread.
 */
final class StartupSteps implements EngineListener {

	private static final String CANCELLED = "cancelled";

	private final ApplicationStartup recorder;

	private final ServiceGraph graph;

	private final Map<String, StartupStep> services = new HashMap<>();

	private String id = "";

	private boolean starting;

	private @Nullable StartupStep startup;

	StartupSteps(ApplicationStartup recorder, ServiceGraph graph) {
		this.recorder = recorder;
		this.graph = graph;
	}

	@Override
	public void startupBegan(String id) {
		this.id = id;
		this.starting = true;
	}

	@Override
	public void stateChanged(StateChange change) {
		switch (change.to()) {
			case WAITING -> begin();
			case STARTING -> begin(change);
			case VALIDATING -> {
			}
			default -> end(change.service(), change.to());
		}
	}

	// A start-up is only one if there is something to start.
	private void begin() {
		if (this.starting && this.startup == null) {
			this.startup = this.recorder.start("lifecycle.startup").tag("startupId", this.id);
		}
	}

	private void begin(StateChange change) {
		if (!this.starting) {
			return;
		}
		StartupStep step = this.recorder.start("lifecycle.service.start")
			.tag("service", change.service())
			.tag("startupId", this.id);
		GraphNode node = this.graph.services().get(change.service());
		Phase phase = (node != null) ? node.phase() : null;
		if (phase != null) {
			step.tag("phase", phase.name());
		}
		if (change.releasedBy() != null) {
			step.tag("releasedBy", change.releasedBy());
		}
		this.services.put(change.service(), step);
	}

	private void end(String service, ServiceState state) {
		StartupStep step = this.services.remove(service);
		if (step != null) {
			step.tag("outcome", switch (state) {
				case READY -> "success";
				case FAILED -> "failure";
				default -> CANCELLED;
			}).end();
		}
	}

	@Override
	public void startupCompleted(StartupReport report) {
		end(report, "success");
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		end(failure.report(), failure.isCancelled() ? CANCELLED : "failure");
	}

	private void end(StartupReport report, String outcome) {
		StartupStep startup = this.startup;
		this.starting = false;
		this.startup = null;
		if (startup != null) {
			startup.tag("outcome", outcome).tag("criticalPath", String.join(",", report.criticalPath())).end();
		}
	}

}
