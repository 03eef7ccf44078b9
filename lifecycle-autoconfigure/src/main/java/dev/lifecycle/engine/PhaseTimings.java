package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleGraph.Service;

/**
 * Measures the named phases of one start-up: from the first of its services that starts
 * until all of them are ready, or optional and failed. Not safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class PhaseTimings {

	private final Map<String, Service> services = new HashMap<>();

	private final Map<String, Run> runs = new HashMap<>();

	/**
	 * Create timings.
	 * @param graph the services and their phases
	 */
	public PhaseTimings(LifecycleGraph graph) {
		graph.services().forEach((service) -> this.services.put(service.name(), service));
	}

	/**
	 * Take note of a change.
	 * @param change the change
	 * @param now the time in nanoseconds
	 * @return the phase that ended with it, if any
	 */
	public @Nullable PhaseTiming changed(StateChange change, long now) {
		Service service = this.services.get(change.service());
		String phase = (service != null) ? service.phase() : null;
		if (service == null || phase == null) {
			return null;
		}
		Run run = this.runs.computeIfAbsent(phase, (name) -> new Run());
		if (run.over) {
			return null;
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
				return null;
			}
		}
		return run.pending.isEmpty() ? run.end(phase, now) : null;
	}

	/**
	 * End the phases under way, because the start-up is over.
	 * @param now the time in nanoseconds
	 * @return the phases that were under way
	 */
	public List<PhaseTiming> end(long now) {
		List<PhaseTiming> ended = new ArrayList<>();
		this.runs.forEach((phase, run) -> {
			PhaseTiming timing = run.over ? null : run.end(phase, now);
			if (timing != null) {
				ended.add(timing);
			}
		});
		return ended;
	}

	/**
	 * Return when the phases began that are under way.
	 * @return times in nanoseconds by phase
	 */
	public Map<String, Long> underWay() {
		Map<String, Long> underWay = new HashMap<>();
		this.runs.forEach((phase, run) -> {
			if (!run.over && run.begin != null) {
				underWay.put(phase, run.begin);
			}
		});
		return underWay;
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

		@Nullable PhaseTiming end(String phase, long now) {
			Long begin = this.begin;
			if (begin == null) {
				return null;
			}
			this.over = true;
			return new PhaseTiming(phase, Duration.ofNanos(now - begin));
		}

	}

	/**
	 * How long a phase took.
	 *
	 * @param phase the name of the phase
	 * @param elapsed time from its first start to its end
	 */
	public record PhaseTiming(String phase, Duration elapsed) {

	}

}
