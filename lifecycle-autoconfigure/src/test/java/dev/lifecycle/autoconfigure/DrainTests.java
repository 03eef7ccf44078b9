package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code lifecycle.shutdown.drain}.
 */
class DrainTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class))
		.withUserConfiguration(Services.class);

	@Test
	void nothingStopsBeforeTrafficHasBeenRefusedForAWhile() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=200ms").run((context) -> {
			Services services = context.getBean(Services.class);
			long begin = System.nanoTime();
			context.close();
			assertThat(services.calls).containsExactly("start", "REFUSING_TRAFFIC", "stop last", "stop");
			assertThat(Duration.ofNanos(services.stoppedAt - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
		});
	}

	@Test
	void scheduledTasksGoOnUntilDrainIsOver() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=1h")
			.withBean(ThreadPoolTaskScheduler.class)
			.run((context) -> {
				Services services = context.getBean(Services.class);
				AtomicInteger ticks = new AtomicInteger();
				ScheduledFuture<?> task = context.getBean(ThreadPoolTaskScheduler.class)
					.scheduleAtFixedRate(ticks::incrementAndGet, Duration.ofMillis(1));
				Closing closing = new Closing(context);
				awaiting().until(() -> services.calls.contains("REFUSING_TRAFFIC"));
				int seen = ticks.get();
				awaiting().until(() -> ticks.get() > seen + 10);
				assertThat(services.calls).containsExactly("start", "REFUSING_TRAFFIC");
				assertThat(closing.endWithInterrupt()).isTrue();
				assertThat(services.calls).containsExactly("start", "REFUSING_TRAFFIC", "stop last", "stop");
				assertThat(task.isDone()).isTrue();
			});
	}

	@Test
	void applicationWithoutServicesIsDrained() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
					ApplicationAvailabilityAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class))
			.withBean(Availability.class)
			.withPropertyValues("lifecycle.shutdown.drain=1h")
			.run((context) -> {
				Availability availability = context.getBean(Availability.class);
				Closing closing = new Closing(context);
				awaiting().until(() -> availability.states.contains(ReadinessState.REFUSING_TRAFFIC));
				assertThat(context.getSourceApplicationContext().isActive()).isTrue();
				assertThat(closing.endWithInterrupt()).isTrue();
			});
	}

	@Test
	void childContextDoesNotDrainItsParent() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=1ms").run((parent) -> {
			new ApplicationContextRunner().withParent(parent).run((child) -> assertThat(child).hasNotFailed());
			assertThat(parent.getBean(Services.class).calls).containsExactly("start");
		});
	}

	@Test
	void drainWhenInterruptedBeforeIsDone() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=200ms")
			.withInitializer(whenClosed(Thread.currentThread()::interrupt))
			.run((context) -> {
				Services services = context.getBean(Services.class);
				long begin = System.nanoTime();
				context.close();
				assertThat(Thread.interrupted()).isTrue();
				assertThat(services.calls).containsExactly("start", "REFUSING_TRAFFIC", "stop last", "stop");
				assertThat(Duration.ofNanos(services.stoppedAt - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
			});
	}

	@Test
	void drainWhenListenerBeforeFailsIsDone() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=1ms").withInitializer(whenClosed(() -> {
			throw new IllegalStateException("Failed by the test");
		})).run((context) -> {
			Services services = context.getBean(Services.class);
			context.close();
			assertThat(services.calls).containsExactly("start", "REFUSING_TRAFFIC", "stop last", "stop");
		});
	}

	@Test
	void drainWhenListenersAreCalledAsynchronouslyHoldsUpTheClose() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=200ms")
			.withBean("applicationEventMulticaster", SimpleApplicationEventMulticaster.class, () -> {
				SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
				multicaster.setTaskExecutor(new SimpleAsyncTaskExecutor());
				return multicaster;
			})
			.run((context) -> {
				Services services = context.getBean(Services.class);
				long begin = System.nanoTime();
				context.close();
				assertThat(Duration.ofNanos(services.stoppedAt - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
			});
	}

	@Test
	void contextThatWasStoppedIsNotDrained() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=1h").run((context) -> {
			context.getSourceApplicationContext().stop();
			Services services = context.getBean(Services.class);
			context.close();
			assertThat(services.calls).containsExactly("start", "stop last", "stop");
		});
	}

	@Test
	void nothingIsWaitedForByDefault() {
		this.contextRunner.run((context) -> {
			Services services = context.getBean(Services.class);
			context.close();
			assertThat(services.calls).containsExactly("start", "stop last", "stop");
		});
	}

	@Test
	void negativeTimeIsRejected() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'lifecycle.shutdown.drain' must not be negative"));
	}

	private static ApplicationContextInitializer<ConfigurableApplicationContext> whenClosed(Runnable action) {
		return (context) -> context.addApplicationListener(new FirstListener(action));
	}

	private static ConditionFactory awaiting() {
		return Awaitility.await().atMost(60, TimeUnit.SECONDS);
	}

	/**
	 * Closes a context on a thread of its own.
	 */
	private static final class Closing {

		private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

		private final Thread thread;

		Closing(AssertableApplicationContext context) {
			this.thread = new Thread(() -> {
				context.getSourceApplicationContext().close();
				this.interrupted.complete(Thread.currentThread().isInterrupted());
			});
			this.thread.start();
		}

		// Return whether the thread is still interrupted when the context is closed.
		boolean endWithInterrupt() throws Exception {
			this.thread.interrupt();
			return this.interrupted.get(60, TimeUnit.SECONDS);
		}

	}

	static class Availability {

		private final List<Object> states = new CopyOnWriteArrayList<>();

		@EventListener
		void changed(AvailabilityChangeEvent<ReadinessState> event) {
			this.states.add(event.getState());
		}

	}

	/**
	 * Comes before the drain because it is registered before.
	 */
	private static final class FirstListener implements ApplicationListener<ContextClosedEvent>, PriorityOrdered {

		private final Runnable action;

		FirstListener(Runnable action) {
			this.action = action;
		}

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			this.action.run();
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Services {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private volatile long stoppedAt;

		@EventListener
		void availabilityChanged(AvailabilityChangeEvent<ReadinessState> event) {
			this.calls.add(event.getState().name());
		}

		@Bean
		SmartLifecycle last() {
			return new SmartLifecycle() {

				private volatile boolean running;

				@Override
				public void start() {
					this.running = true;
				}

				@Override
				public void stop() {
					Services.this.stoppedAt = System.nanoTime();
					Services.this.calls.add("stop last");
					this.running = false;
				}

				@Override
				public boolean isRunning() {
					return this.running;
				}

			};
		}

		@Bean
		@LifecycleService
		AbstractLifecycleService service() {
			return new AbstractLifecycleService() {

				@Override
				protected void onStart() {
					Services.this.calls.add("start");
				}

				@Override
				protected void onStop() {
					Services.this.calls.add("stop");
				}

			};
		}

	}

}
