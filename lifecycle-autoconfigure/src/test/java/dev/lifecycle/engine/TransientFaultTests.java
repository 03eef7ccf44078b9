package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.EngineSettings.Monitoring;
import dev.lifecycle.engine.EngineSettings.Restarting;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one service needs is away for a while, in random graphs at random moments, and
 * comes back before its retries are used up: at start, while it is validated, or later.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class TransientFaultTests {

	private static final int CASES = 600;

	@Test
	void servicesAreReadyAgainWithoutAnybodysHelp() {
		List<String> missed = new ArrayList<>();
		for (int seed = 0; seed < CASES; seed++) {
			Case fault = new Case(seed);
			fault.run();
			if (!fault.isMended()) {
				missed.add("seed " + seed + ": " + fault.describe());
			}
		}
		assertThat(missed).as("cases that did not mend themselves, of " + CASES).isEmpty();
	}

	@Test
	void faultsAreNoticed() {
		int unready = 0;
		for (int seed = 0; seed < CASES; seed++) {
			Case fault = new Case(seed);
			fault.run();
			unready += fault.hasBeenUnready ? 1 : 0;
		}
		assertThat(unready).isGreaterThan(CASES * 9 / 10);
	}

	private static final class Case {

		/**
		 * What the pauses between three attempts add up to.
		 */
		private static final Duration LONGEST_AT_START = Duration.ofMillis(1500);

		private static final Duration LONGEST_IN_CONTRACT = Duration.ofSeconds(88);

		/**
		 * When the last of three restarts begins whose starts fail at once.
		 */
		private static final Duration LONGEST_LATER = Duration.ofSeconds(150);

		private final EngineFixture fixture = new EngineFixture().retries(2)
			.monitoring(new Monitoring(1, 1, null, 10))
			.restarting(new Restarting(true, Duration.ofSeconds(30), true, 3, Duration.ofMinutes(10),
					Duration.ofMinutes(1)));

		private final Moment moment;

		private final String target;

		private final int services;

		private long awayFrom = Long.MAX_VALUE;

		private long awayUntil;

		private boolean hasBeenUnready;

		private final Random random;

		Case(int seed) {
			this.random = new Random(seed);
			this.moment = List.of(Moment.values()).get(this.random.nextInt(Moment.values().length));
			this.services = 2 + this.random.nextInt(7);
			this.target = "s" + this.random.nextInt(this.services);
			for (int i = 0; i < this.services; i++) {
				add(i);
			}
		}

		private void add(int index) {
			String name = "s" + index;
			List<Dependency> dependencies = new ArrayList<>();
			for (int i = 0; i < index; i++) {
				if (this.random.nextInt(3) == 0) {
					dependencies.add(Dependency.on("s" + i));
				}
			}
			if (this.random.nextInt(4) == 0) {
				this.fixture.optional(name, dependencies.toArray(Dependency[]::new));
			}
			else {
				this.fixture.service(name, dependencies.toArray(Dependency[]::new));
			}
			if (name.equals(this.target)) {
				this.fixture.component(name).whenStarted = () -> {
					if (isAway() && this.moment != Moment.CONTRACT) {
						throw new IllegalStateException("Connection refused");
					}
				};
			}
			if (name.equals(this.target) || this.random.nextInt(3) == 0) {
				this.fixture.watched(name, "ping",
						() -> isAway() ? ReadinessResult.notReady("Connection refused") : ReadinessResult.ready());
			}
		}

		private boolean isAway() {
			long now = this.fixture.coordinator.nanoTime();
			boolean away = now >= this.awayFrom && now < this.awayUntil;
			this.hasBeenUnready |= away;
			return away;
		}

		void run() {
			switch (this.moment) {
				case START -> leave(Duration.ZERO, LONGEST_AT_START);
				case CONTRACT -> leave(Duration.ZERO, LONGEST_IN_CONTRACT);
				case LATER -> leave(upTo(Duration.ofMinutes(5)), LONGEST_LATER);
			}
			this.fixture.begin();
			this.fixture.advance(Duration.ofMinutes(15));
		}

		private void leave(Duration after, Duration longest) {
			this.awayFrom = this.fixture.coordinator.nanoTime() + after.toNanos();
			this.awayUntil = this.awayFrom + upTo(longest).toNanos();
		}

		private Duration upTo(Duration longest) {
			return Duration.ofNanos((long) (longest.toNanos() * this.random.nextDouble()));
		}

		boolean isMended() {
			return this.fixture.isReady() && this.fixture.engine()
				.snapshot()
				.services()
				.stream()
				.allMatch((status) -> status.state() == ServiceState.READY);
		}

		String describe() {
			return this.moment + " of " + this.target + " for "
					+ Duration.ofNanos(this.awayUntil - this.awayFrom).toMillis() + " ms: "
					+ this.fixture.engine().snapshot().services() + this.fixture.engine().graph().nodes();
		}

	}

	private enum Moment {

		START, CONTRACT, LATER

	}

}
