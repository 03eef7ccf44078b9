package dev.lifecycle.engine;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.EngineSettings.Monitoring;
import dev.lifecycle.engine.EngineSettings.Restarting;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A dependency comes and goes every 100 ms for a minute.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class FlappingTests {

	private static final Duration FLAP = Duration.ofMillis(100);

	private static final int FLAPS = 600;

	private static final Duration INTERVAL = Duration.ofMillis(50);

	private final EngineFixture fixture = new EngineFixture().monitoring(new Monitoring(1, 1, null, 10))
		.listener(new Counter());

	private boolean away;

	private int restarts;

	private int lost;

	@Test
	void nothingIsRestartedByDefault() {
		int timers = begin(Duration.ofSeconds(30), Duration.ofMinutes(1));
		flap();
		assertThat(this.lost).isGreaterThan(250);
		assertThat(this.restarts).isZero();
		assertThat(this.fixture.component("db").starts).isOne();
		assertThat(this.fixture.coordinator.timers()).isEqualTo(timers);
		assertThat(this.fixture.isReady()).isTrue();
	}

	@Test
	void restartsKeepTheirCoolDownAndBudget() {
		begin(Duration.ofMillis(20), Duration.ofSeconds(10));
		flap();
		assertThat(this.restarts).isEqualTo(3);
		assertThat(this.fixture.component("db").starts).isEqualTo(4);
		assertThat(this.fixture.component("web").starts).isEqualTo(4);
		assertThat(this.fixture.state("db")).isEqualTo(ServiceState.FAILED);
		assertThat(this.fixture.coordinator.timers()).isZero();
	}

	private int begin(Duration after, Duration coolDown) {
		this.fixture.restarting(new Restarting(true, after, true, 3, Duration.ofMinutes(10), coolDown))
			// Not always at the same moment of coming and going
			.checkRetryInterval(Duration.ofMillis(70))
			.service("db")
			.check("db", new ContractCheck("ping", Duration.ofSeconds(5),
					() -> this.away ? ReadinessResult.notReady("away") : ReadinessResult.ready(), null, true, INTERVAL))
			.service("web", Dependency.on("db"))
			.begin();
		return this.fixture.coordinator.timers();
	}

	private void flap() {
		for (int i = 0; i < FLAPS; i++) {
			this.away = !this.away;
			this.fixture.advance(FLAP);
		}
		this.fixture.advance(Duration.ofSeconds(1));
	}

	private final class Counter implements EngineListener {

		@Override
		public void restartBegan(String service, List<String> services, @Nullable String reason) {
			FlappingTests.this.restarts++;
		}

		@Override
		public void stateChanged(StateChange change) {
			if (change.to() == ServiceState.NOT_READY) {
				FlappingTests.this.lost++;
			}
		}

	}

}
