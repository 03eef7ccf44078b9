package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleGraph.Service;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.PhaseTimings.PhaseTiming;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PhaseTimings}.
 */
class PhaseTimingsTests {

	private final List<String> recorded = new ArrayList<>();

	private final PhaseTimings timings = new PhaseTimings(new LifecycleGraph(
			List.of(new Service("postgres", "database", true, 0), new Service("search", "database", false, 0),
					new Service("chat", "services", true, 1), new Service("clock", null, true, 0)),
			List.of()));

	@Test
	void phaseLastsFromFirstStartToLastReady() {
		change("postgres", ServiceState.WAITING, 0);
		change("search", ServiceState.WAITING, 0);
		change("postgres", ServiceState.STARTING, 10);
		change("search", ServiceState.STARTING, 15);
		change("postgres", ServiceState.READY, 30);
		assertThat(this.recorded).isEmpty();
		change("search", ServiceState.READY, 45);
		assertThat(this.recorded).containsExactly("database 35");
	}

	@Test
	void phaseEndsWhenOptionalServiceFails() {
		change("search", ServiceState.WAITING, 0);
		change("search", ServiceState.STARTING, 10);
		change("search", ServiceState.FAILED, 20);
		assertThat(this.recorded).containsExactly("database 10");
	}

	@Test
	void phaseFailsWithStartup() {
		change("postgres", ServiceState.WAITING, 0);
		change("chat", ServiceState.WAITING, 0);
		change("postgres", ServiceState.STARTING, 10);
		change("postgres", ServiceState.FAILED, 20);
		assertThat(this.recorded).isEmpty();
		end(25);
		assertThat(this.recorded).containsExactly("database 15");
	}

	@Test
	void phaseIsMeasuredOnce() {
		change("chat", ServiceState.WAITING, 0);
		change("chat", ServiceState.STARTING, 10);
		change("chat", ServiceState.READY, 20);
		change("chat", ServiceState.WAITING, 30);
		change("chat", ServiceState.STARTING, 40);
		change("chat", ServiceState.READY, 60);
		end(70);
		assertThat(this.recorded).containsExactly("services 10");
	}

	@Test
	void serviceWithoutPhaseIsIgnored() {
		change("clock", ServiceState.WAITING, 0);
		change("clock", ServiceState.STARTING, 10);
		change("clock", ServiceState.READY, 20);
		end(30);
		assertThat(this.recorded).isEmpty();
	}

	@Test
	void phaseIsUnderWayFromFirstStartToLastReady() {
		change("postgres", ServiceState.WAITING, 0);
		assertThat(this.timings.underWay()).isEmpty();
		change("postgres", ServiceState.STARTING, 10);
		assertThat(this.timings.underWay()).containsExactly(Map.entry("database", 10L));
		change("postgres", ServiceState.READY, 30);
		assertThat(this.timings.underWay()).isEmpty();
	}

	private void change(String service, ServiceState to, long now) {
		StateChange change = new StateChange(service, ServiceState.PENDING, to, 1, Duration.ZERO, "", null, null);
		PhaseTiming ended = this.timings.changed(change, now);
		if (ended != null) {
			record(ended);
		}
	}

	private void end(long now) {
		this.timings.end(now).forEach(this::record);
	}

	private void record(PhaseTiming ended) {
		this.recorded.add(ended.phase() + " " + ended.elapsed().toNanos());
	}

}
