package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.StartupFailedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of a context that another thread closes while services start.
 */
class CloseDuringStartupTests {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private final List<String> journal = new CopyOnWriteArrayList<>();

	private final CountDownLatch starting = new CountDownLatch(1);

	@Test
	void servicesStopAndNoThreadIsLeft() throws Exception {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(ServiceLifecycleAutoConfiguration.class);
		context.registerBean("first", First.class, () -> new First());
		context.registerBean("second", Second.class, () -> new Second());
		CompletableFuture<Void> refresh = CompletableFuture.runAsync(context::refresh, this::refresher);
		assertThat(this.starting.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		context.close();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> refresh.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
			.satisfies((ex) -> assertThat(ex).hasStackTraceContaining(StartupFailedException.class.getName()));
		assertThat(this.journal).containsExactly("first started", "second interrupted", "first stopped");
		assertThat(context.isActive()).isFalse();
		await().atMost(LIMIT).untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	private void refresher(Runnable task) {
		new Thread(task, "refresher").start();
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("lifecycle-first") || name.startsWith("lifecycle-second")
					|| name.equals("refresher"))
			.toList();
	}

	@LifecycleService
	class First extends AbstractLifecycleService {

		@Override
		protected void onStart() {
			CloseDuringStartupTests.this.journal.add("first started");
		}

		@Override
		protected void onStop() {
			CloseDuringStartupTests.this.journal.add("first stopped");
		}

	}

	@LifecycleService
	@DependsOnService("first")
	class Second extends AbstractLifecycleService {

		@Override
		protected void onStart() throws InterruptedException {
			CloseDuringStartupTests.this.starting.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				CloseDuringStartupTests.this.journal.add("second interrupted");
				throw ex;
			}
		}

		@Override
		protected void onStop() {
			// Nothing has been started
		}

	}

}
