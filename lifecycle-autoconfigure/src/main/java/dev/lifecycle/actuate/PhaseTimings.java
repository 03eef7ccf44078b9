package dev.lifecycle.actuate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleGraph.Service;
import dev.lifecycle.engine.StateChange;

/**
 * Measures the named phases of one start-up: from the first of its services that starts
 * until all of them are ready, or optional and failed. Not safe for use by many threads.
 */
final class PhaseTimings {

	private final Map<String, Service> services = new HashMap<>();

	private final Map<String, Run> runs = new HashMap<>();

	private final Recorder recorder;

	PhaseTimings(LifecycleGraph graph, Recorder recorder) {
		graph.services().forEach((service) -> this.services.put(service.name(), service));
		this.recorder = recorder;
	}

	void changed(StateChange change, long now) {
		Service service = this.services.get(change.service());
		String phase = (service != null) ? service.phase() : null;
		if (service == null || phase == null) {
			return;
		}
		Run run = this.runs.computeIfAbsent(phase, (name) -> new Run());
		if (run.over) {
			return;
		}
		switch (change.to()) {
			case WAITING -> run.pending.add(service.name());
			case STARTING -> run.begin(now);
			case READY -> run.pending.remove(service.name());
			case FAILED -> {
				if (!service.required()) {
					run.pending.remove(service.name());
				}
			}
			default -> {
				return;
			}
		}
		if (run.pending.isEmpty()) {
			end(phase, run, now, Outcome.SUCCESS);
		}
	}

	/**
	 * End the phases under way, because the start-up is over.
	 * @param now the time in nanoseconds
	 * @param outcome how the start-up ended
	 */
	void end(long now, Outcome outcome) {
		this.runs.forEach((phase, run) -> end(phase, run, now, outcome));
	}

	private void end(String phase, Run run, long now, Outcome outcome) {
		if (!run.over && run.begin != null) {
			run.over = true;
			this.recorder.record(phase, now - run.begin, outcome);
		}
	}

	private static final class Run {

		private final Set<String> pending = new HashSet<>();

		private @Nullable Long begin;

		private boolean over;

		void begin(long now) {
			if (this.begin == null) {
				this.begin = now;
			}
		}

	}

	/**
	 * Is told when a phase has ended.
	 */
	interface Recorder {

		void record(String phase, long nanos, Outcome outcome);

	}

}
