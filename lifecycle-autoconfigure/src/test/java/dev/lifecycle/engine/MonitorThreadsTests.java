package dev.lifecycle.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.EngineSettings.Monitoring;
import dev.lifecycle.graph.ServiceDefinition;
import dev.lifecycle.graph.ServiceGraph;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the checks that are repeated after the start, with real threads and time.
 */
@Timeout(300)
@SuppressWarnings("FutureReturnValueIgnored")
class MonitorThreadsTests {

	private static final int ROUNDS = 1000;

	private static final int MAX_PARALLEL = 3;

	private static final Duration INTERVAL = Duration.ofMillis(10);

	private final List<Probe> probes = new ArrayList<>();

	private final CountDownLatch released = new CountDownLatch(1);

	private volatile boolean hang;

	@Test
	void checksWhenSomeHangThenThreadsAreBoundedAndCallsNeverOverlap() throws Exception {
		for (int i = 0; i < 4; i++) {
			this.probes.add(new Probe("quick-" + i, () -> {
			}));
			this.probes.add(new Probe("interruptible-" + i, this.released::await));
			this.probes.add(new Probe("stubborn-" + i, this::awaitWhateverHappens));
		}
		Rounds rounds = new Rounds(this.probes.size());
		LifecycleEngine engine = engine(rounds);
		try {
			this.probes.forEach((probe) -> engine.submit(probe.name));
			engine.begin().get(1, TimeUnit.MINUTES);
			this.hang = true;
			rounds.done.get(4, TimeUnit.MINUTES);
			assertThat(rounds.peakThreads).isBetween(5, this.probes.size() + MAX_PARALLEL + 1);
			assertThat(this.probes).allSatisfy((probe) -> assertThat(probe.overlaps).hasValue(0));
			assertThat(this.probes).filteredOn((probe) -> probe.name.startsWith("stubborn"))
				.allSatisfy((probe) -> assertThat(probe.hungCalls).hasValue(1));
			assertThat(this.probes).filteredOn((probe) -> probe.name.startsWith("interruptible"))
				.allSatisfy((probe) -> assertThat(probe.hungCalls).hasValueGreaterThan(ROUNDS / 10));
		}
		finally {
			this.released.countDown();
			engine.stop().get(1, TimeUnit.MINUTES);
			engine.close();
		}
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> threads() == 0);
	}

	private LifecycleEngine engine(EngineListener listener) {
		List<ManagedService> services = new ArrayList<>();
		for (Probe probe : this.probes) {
			ContractCheck check = new ContractCheck("ping", Duration.ofSeconds(5), probe::check, null, true, INTERVAL);
			services.add(new ManagedService(probe.name, new FakeComponent(probe.name, new ArrayList<>()),
					List.of(check), null, null));
		}
		ServiceGraph graph = ServiceGraph
			.of(this.probes.stream().map((probe) -> ServiceDefinition.of(probe.name)).toList(), List.of());
		return new LifecycleEngine(graph, services, settings(), (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			return thread;
		}, List.of(listener));
	}

	private static EngineSettings settings() {
		EngineSettings s = EngineFixture.SETTINGS;
		return new EngineSettings(s.timeoutMultiplier(), s.startupTimeout(), s.startTimeout(), s.readinessTimeout(),
				s.dependencyTimeout(), s.optionalDependencyTimeout(), s.maxParallelStarts(), s.retry(),
				s.checkRetryInterval(), s.shutdownTimeout(), s.stopTimeout(), s.progressInterval(),
				new Monitoring(3, 1, Duration.ofMinutes(5), MAX_PARALLEL), s.restarting());
	}

	private void awaitWhateverHappens() {
		while (this.released.getCount() > 0) {
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				// This is what a check should not do
			}
		}
	}

	private static int threads() {
		Thread[] threads = new Thread[Thread.activeCount() + 100];
		int count = 0;
		for (int i = Thread.enumerate(threads) - 1; i >= 0; i--) {
			count += threads[i].getName().startsWith("lifecycle-") ? 1 : 0;
		}
		return count;
	}

	private interface Behaviour {

		void behave() throws InterruptedException;

	}

	private final class Probe {

		private final String name;

		private final Behaviour behaviour;

		private final AtomicInteger inside = new AtomicInteger();

		private final AtomicInteger overlaps = new AtomicInteger();

		private final AtomicInteger hungCalls = new AtomicInteger();

		Probe(String name, Behaviour behaviour) {
			this.name = name;
			this.behaviour = behaviour;
		}

		ReadinessResult check() throws InterruptedException {
			if (this.inside.incrementAndGet() > 1) {
				this.overlaps.incrementAndGet();
			}
			try {
				if (MonitorThreadsTests.this.hang) {
					this.hungCalls.incrementAndGet();
					this.behaviour.behave();
				}
				return ReadinessResult.ready();
			}
			finally {
				this.inside.decrementAndGet();
			}
		}

	}

	/**
	 * Counts the rounds of each service, and the threads of the engine now and then.
	 */
	private static final class Rounds implements EngineListener {

		private final CompletableFuture<Void> done = new CompletableFuture<>();

		private final Map<String, Integer> rounds = new HashMap<>();

		private int missing;

		private volatile int peakThreads;

		Rounds(int services) {
			this.missing = services;
		}

		@Override
		public void checked(String service, String check, Duration elapsed, boolean ready) {
			int count = this.rounds.merge(service, 1, Integer::sum);
			if (count % 10 == 0) {
				this.peakThreads = Math.max(this.peakThreads, threads());
			}
			if (count == ROUNDS && --this.missing == 0) {
				this.done.complete(null);
			}
		}

	}

}
