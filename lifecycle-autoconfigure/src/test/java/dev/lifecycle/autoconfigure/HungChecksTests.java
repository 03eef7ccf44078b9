package dev.lifecycle.autoconfigure;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.engine.EngineListener;

import static dev.lifecycle.test.ReadinessAssertions.assertThatServices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application whose checks never answer again once it has started.
 */
@Timeout(300)
class HungChecksTests {

	private static final Log logger = LogFactory.getLog(HungChecksTests.class);

	private static final int FIRST_ROUNDS = 100;

	private static final int ROUNDS = 1000;

	private static final int PROBES = 200;

	private static final int MEGABYTE = 1024 * 1024;

	@Test
	void threadsAndMemoryStayBoundedAndProbesAnswer() throws Exception {
		try (TomcatApplication application = new TomcatApplication(Application.class, "lifecycle.monitor.interval=10ms",
				"lifecycle.monitor.max-age=5m")) {
			Hanging hanging = application.context().getBean(Hanging.class);
			Rounds rounds = application.context().getBean(Rounds.class);
			try {
				hanging.hangs = true;
				assertThatServices(application.context()).becomesNotReady(Duration.ofMinutes(1));
				rounds.first.get(2, TimeUnit.MINUTES);
				int threads = threads();
				long heap = usedHeap();
				long first = probe(application);
				long slowest = 0;
				for (int i = 0; i < PROBES; i++) {
					slowest = Math.max(slowest, probe(application));
				}
				rounds.all.get(2, TimeUnit.MINUTES);
				long growth = usedHeap() - heap;
				logger.info("First probe %d ms, slowest of %d others %d ms, heap %+d KB, threads %d → %d".formatted(
						first / 1_000_000, 2 * PROBES, slowest / 1_000_000, growth / 1024, threads,
						rounds.peakThreads));
				assertThat(rounds.peakThreads).isLessThanOrEqualTo(threads + 20);
				assertThat(ownThreads()).isLessThanOrEqualTo(10);
				assertThat(growth).isLessThan(20 * MEGABYTE);
				assertThat(hanging.stubbornCalls).hasValue(1);
			}
			finally {
				hanging.released.countDown();
			}
		}
	}

	private static long probe(TomcatApplication application) throws Exception {
		long begin = System.nanoTime();
		assertThat(application.liveness().statusCode()).isEqualTo(200);
		long between = System.nanoTime();
		assertThat(application.readiness().statusCode()).isEqualTo(503);
		return Math.max(between - begin, System.nanoTime() - between);
	}

	private static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	private static long ownThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("lifecycle-"))
			.count();
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Hanging hanging() {
			return new Hanging();
		}

		@Bean
		Rounds rounds() {
			return new Rounds();
		}

	}

	static class Hanging {

		private final CountDownLatch released = new CountDownLatch(1);

		private volatile boolean hangs;

		private final AtomicInteger stubbornCalls = new AtomicInteger();

		@ReadinessCheck
		void interruptible() throws InterruptedException {
			if (this.hangs) {
				this.released.await();
			}
		}

		@ReadinessCheck
		void stubborn() {
			if (this.hangs) {
				this.stubbornCalls.incrementAndGet();
				awaitWhateverHappens();
			}
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

	}

	/**
	 * Counts failed rounds, and the threads of the JVM after each.
	 */
	static class Rounds implements EngineListener {

		private final CompletableFuture<Void> first = new CompletableFuture<>();

		private final CompletableFuture<Void> all = new CompletableFuture<>();

		private final Map<String, Integer> failures = new HashMap<>();

		private volatile int peakThreads;

		@Override
		public void checked(String service, String check, Duration elapsed, boolean ready) {
			if (ready) {
				return;
			}
			this.failures.merge(check, 1, Integer::sum);
			int least = (this.failures.size() < 2) ? 0
					: this.failures.values().stream().mapToInt(Integer::intValue).min().orElse(0);
			if (least >= FIRST_ROUNDS) {
				this.peakThreads = Math.max(this.peakThreads, threads());
				this.first.complete(null);
			}
			if (least >= ROUNDS) {
				this.all.complete(null);
			}
		}

	}

}
