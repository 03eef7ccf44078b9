package dev.lifecycle.context;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.lifecycle.ServiceState;
import dev.lifecycle.engine.StateChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LifecycleEvents}.
 */
@Timeout(120)
class LifecycleEventsTests {

	private static final int CHANGES = 10_000;

	private final CountDownLatch release = new CountDownLatch(1);

	private final Queue<String> published = new ConcurrentLinkedQueue<>();

	private final LifecycleEvents events = new LifecycleEvents(this::publish);

	private void publish(Object event) {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.published.add(event.toString());
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.events.close(Duration.ofSeconds(60));
	}

	@Test
	void stateChangesWhenListenerIsSlowThenCoalesce() {
		for (int i = 0; i < CHANGES; i++) {
			change(ServiceState.READY, ServiceState.NOT_READY);
			change(ServiceState.NOT_READY, ServiceState.READY);
		}
		change(ServiceState.READY, ServiceState.STOPPING);
		awaitLast("→ STOPPING]");
	}

	@Test
	void degradationsWhenListenerIsSlowThenCoalesce() {
		for (int i = 0; i < CHANGES; i++) {
			this.events.degradationChanged("db", List.of("replica: lag of " + i + " s"));
		}
		this.events.degradationChanged("db", List.of());
		awaitLast("[db: []]");
	}

	private void change(ServiceState from, ServiceState to) {
		this.events.stateChanged(new StateChange("db", from, to, 1, Duration.ZERO, "", null, null));
	}

	private void awaitLast(String end) {
		this.release.countDown();
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> this.published.stream().anyMatch((event) -> event.endsWith(end)));
		assertThat(this.published).hasSizeLessThan(1100).last().asString().endsWith(end);
	}

}
