package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.DefaultLifecycleProcessor;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupCompletedEvent;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.actuate.LifecycleHealthIndicator;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what becomes of services when their context is started, stopped, paused and
 * closed in unusual ways.
 */
class ContextLifecycleTests {

	private final Journal journal = new Journal();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleHealthAutoConfiguration.class))
		.withPropertyValues("lifecycle.startup.retry.max-retries=0")
		.withBean(Journal.class, () -> this.journal);

	@Test
	void runWhenOtherConsumersExistLeavesThemAlone() {
		this.contextRunner.withUserConfiguration(OtherConsumers.class)
			.withBean("functional", Consumer.class, () -> (Consumer<String>) this.journal.entries::add)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void runWhenCustomizersAppliesThem() {
		this.contextRunner.withUserConfiguration(OtherConsumers.class, Customizer.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(this.journal.entries).containsExactly("customize");
		});
	}

	@Test
	void startWhenEarlierStartFailedStartsServices() {
		this.contextRunner.withUserConfiguration(Plain.class).run((context) -> {
			ConfigurableApplicationContext source = context.getSourceApplicationContext();
			source.stop();
			this.journal.failing = true;
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(source::start)
				.withCauseInstanceOf(StartupFailedException.class);
			this.journal.failing = false;
			source.start();
			assertThat(context.getBean(LifecycleManager.class).status("plain").state()).isEqualTo(ServiceState.READY);
		});
	}

	@Test
	void restartWhenEarlierRestartFailedStartsServices() {
		this.contextRunner.withUserConfiguration(Smart.class).run((context) -> {
			ConfigurableApplicationContext source = context.getSourceApplicationContext();
			source.pause();
			this.journal.failing = true;
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(source::restart)
				.withCauseInstanceOf(StartupFailedException.class);
			this.journal.failing = false;
			source.restart();
			assertThat(context.getBean(LifecycleManager.class).status("smart").state()).isEqualTo(ServiceState.READY);
		});
	}

	@Test
	void closeWhenPausedStopsServicesThatCannotBePaused() {
		this.contextRunner.withUserConfiguration(Plain.class).run((context) -> {
			context.getSourceApplicationContext().pause();
			assertThat(this.journal.entries).containsExactly("start");
		});
		assertThat(this.journal.entries).containsExactly("start", "stop");
	}

	@Test
	void startWhenRunningStartsManualServices() {
		this.contextRunner.withUserConfiguration(Manual.class).run((context) -> {
			LifecycleManager manager = context.getBean(LifecycleManager.class);
			assertThat(manager.isReady()).isTrue();
			context.getSourceApplicationContext().start();
			assertThat(manager.status("manual").state()).isEqualTo(ServiceState.READY);
			assertThat(manager.isReady()).isTrue();
		});
		assertThat(this.journal.entries).containsExactly("start", "stop");
	}

	// On a thread that was interrupted before, Spring does not close a context at all.
	@Test
	void closeWhenInterruptedByListenerStopsServicesBeforeOtherBeans() {
		this.contextRunner.withUserConfiguration(SlowlyStopping.class)
			.withInitializer((context) -> context.addApplicationListener(new InterruptingListener()))
			.run((context) -> {
				context.getSourceApplicationContext().close();
				assertThat(Thread.interrupted()).isTrue();
				assertThat(this.journal.entries).containsExactly("stop user", "stop slow", "stop below",
						"destroy below");
			});
	}

	@Test
	void closeWhenInterruptedWhileServicesStopDestroysBeansAfterwards() {
		this.contextRunner.withUserConfiguration(SlowlyStopping.class).run((context) -> {
			this.journal.whenStopping = Thread.currentThread()::interrupt;
			context.getSourceApplicationContext().close();
			assertThat(Thread.interrupted()).isTrue();
			assertThat(this.journal.entries).containsSubsequence("stop user", "stop slow", "destroy below");
		});
	}

	@Test
	void stopWhenInterruptedAwaitsServices() {
		this.contextRunner.withUserConfiguration(SlowlyStopping.class).run((context) -> {
			Thread.currentThread().interrupt();
			context.getSourceApplicationContext().stop();
			assertThat(Thread.interrupted()).isTrue();
			assertThat(this.journal.entries).containsExactly("stop user", "stop slow", "stop below");
		});
	}

	@Test
	@Timeout(60)
	void closeWhenStopsHangIsOverWithTheLimitOfTheShutdown() {
		CountDownLatch release = new CountDownLatch(1);
		this.contextRunner.withPropertyValues("lifecycle.shutdown.timeout=100ms")
			.withBean("first", Hung.class, () -> new Hung(release))
			.withBean("second", Hung.class, () -> new Hung(release))
			.run((context) -> context.getSourceApplicationContext().close());
		release.countDown();
	}

	@Test
	void closeWhenCalledByEventListenerDoesNotInterruptItself() {
		ClosingListener listener = new ClosingListener();
		this.contextRunner.withBean(ClosingListener.class, () -> listener)
			.run((context) -> assertThat(listener.interrupted.get(30, TimeUnit.SECONDS)).isFalse());
	}

	@Test
	void refreshWhenListenerFailsStopsServices() {
		this.contextRunner.withUserConfiguration(Plain.class, FailingListener.class)
			.run((context) -> assertThat(context).hasFailed());
		assertThat(this.journal.entries).containsExactly("start", "stop");
		assertThatNoThreadIsLeft();
	}

	@Test
	void refreshWhenBeanAboveBarrierFailsStopsServices() {
		this.contextRunner.withUserConfiguration(Plain.class, FailingAbove.class)
			.run((context) -> assertThat(context).hasFailed());
		assertThat(this.journal.entries).containsExactly("start", "stop");
		assertThatNoThreadIsLeft();
	}

	@Test
	void refreshWhenFailedServiceLeavesTaskBehindReportsIt() {
		Stubborn stubborn = new Stubborn();
		this.contextRunner.withConfiguration(AutoConfigurations.of(ServiceLifecycleRacesAutoConfiguration.class))
			.withPropertyValues("lifecycle.races.mode=report")
			.withBean(Stubborn.class, () -> stubborn)
			.run((context) -> assertThat(context).getFailure()
				.hasCauseInstanceOf(StartupFailedException.class)
				.cause()
				.asInstanceOf(InstanceOfAssertFactories.type(StartupFailedException.class))
				.extracting((failure) -> failure.report().abandonedThreads())
				.isEqualTo(List.of("Stubborn-feed")));
		stubborn.release.countDown();
	}

	@Test
	void refreshWhenParentIsReadyTellsOwnReadiness() {
		this.contextRunner.run((parent) -> this.contextRunner.withParent(parent)
			.withUserConfiguration(Observed.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(this.journal.entries).containsExactly("OUT_OF_SERVICE", "CLOSED");
			}));
	}

	private static void assertThatNoThreadIsLeft() {
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
				.noneMatch((thread) -> thread.getName().startsWith("lifecycle-")));
	}

	private static void awaitReleaseIgnoringInterruption(CountDownLatch release) {
		boolean interrupted = false;
		while (release.getCount() > 0) {
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	static class Journal {

		final List<String> entries = new CopyOnWriteArrayList<>();

		volatile boolean failing;

		volatile Runnable whenStopping = () -> {
		};

	}

	static class PlainLifecycle implements Lifecycle {

		private final Journal journal;

		private final AtomicBoolean running = new AtomicBoolean();

		PlainLifecycle(Journal journal) {
			this.journal = journal;
		}

		@Override
		public void start() {
			if (this.journal.failing) {
				throw new IllegalStateException("Failed by the test");
			}
			this.journal.entries.add("start");
			this.running.set(true);
		}

		@Override
		public void stop() {
			if (this.running.getAndSet(false)) {
				this.journal.entries.add("stop");
			}
		}

		@Override
		public boolean isRunning() {
			return this.running.get();
		}

	}

	static class SmartService extends PlainLifecycle implements SmartLifecycle {

		private final boolean autoStartup;

		SmartService(Journal journal, boolean autoStartup) {
			super(journal);
			this.autoStartup = autoStartup;
		}

		@Override
		public boolean isAutoStartup() {
			return this.autoStartup;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		@LifecycleService
		PlainLifecycle plain(Journal journal) {
			return new PlainLifecycle(journal);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Smart {

		@Bean
		@LifecycleService
		SmartService smart(Journal journal) {
			return new SmartService(journal, true);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Manual {

		@Bean
		@LifecycleService
		SmartService manual(Journal journal) {
			return new SmartService(journal, false);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SlowlyStopping {

		@Bean
		@LifecycleService
		Slow slow(Journal journal) {
			return new Slow("slow", journal);
		}

		@Bean
		@DependsOnService("slow")
		Slow user(Journal journal) {
			return new Slow("user", journal);
		}

		@Bean(destroyMethod = "destroy")
		Below below(Journal journal) {
			return new Below(journal);
		}

	}

	static class Slow extends AbstractLifecycleService {

		private final String name;

		private final Journal journal;

		Slow(String name, Journal journal) {
			this.name = name;
			this.journal = journal;
		}

		@Override
		protected void onStart() {
			// Only the stop matters.
		}

		@Override
		protected void onStop() throws InterruptedException {
			this.journal.whenStopping.run();
			new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
			this.journal.entries.add("stop " + this.name);
		}

	}

	static class Below implements SmartLifecycle {

		private final Journal journal;

		private volatile boolean running;

		Below(Journal journal) {
			this.journal = journal;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.journal.entries.add("stop below");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return 0;
		}

		void destroy() {
			this.journal.entries.add("destroy below");
		}

	}

	@LifecycleService
	static class Stubborn extends AbstractLifecycleService {

		private final CountDownLatch release = new CountDownLatch(1);

		@Override
		protected void onStart() {
			background("feed", () -> awaitReleaseIgnoringInterruption(this.release));
			throw new IllegalStateException("Failed by the test");
		}

		@Override
		protected void onStop() {
			// Only the task matters.
		}

		@Override
		protected Duration stopTimeout() {
			return Duration.ofMillis(10);
		}

	}

	@LifecycleService
	static class Hung extends AbstractLifecycleService {

		private final CountDownLatch release;

		Hung(CountDownLatch release) {
			this.release = release;
		}

		@Override
		protected void onStart() {
			// Only the stop matters.
		}

		@Override
		protected void onStop() {
			awaitReleaseIgnoringInterruption(this.release);
		}

		@Override
		protected Duration stopTimeout() {
			return Duration.ofDays(1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherConsumers {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@Bean
		Consumer<?> sink() {
			Consumer<String> sink = (text) -> this.received.add(text);
			return sink;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizer {

		@Bean
		Consumer<DefaultLifecycleProcessor> customizer(Journal journal) {
			return (processor) -> journal.entries.add("customize");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingListener {

		@Bean
		ApplicationListener<ContextRefreshedEvent> failingListener() {
			return (event) -> {
				throw new IllegalStateException("Failed by the test");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingAbove {

		@Bean
		SmartLifecycle failingAbove() {
			return new SmartLifecycle() {

				@Override
				public void start() {
					throw new IllegalStateException("Failed by the test");
				}

				@Override
				public void stop() {
				}

				@Override
				public boolean isRunning() {
					return false;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Observed {

		@Bean
		@LifecycleService
		SmartLifecycle observer(Journal journal, LifecycleHealthIndicator health, TrafficGate gate) {
			return new SmartService(journal, true) {

				@Override
				public void start() {
					journal.entries.add(health.health().getStatus().getCode());
					journal.entries.add(gate.state().name());
				}

			};
		}

	}

	static class InterruptingListener implements ApplicationListener<ContextClosedEvent> {

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			Thread.currentThread().interrupt();
		}

	}

	static class ClosingListener implements ApplicationListener<StartupCompletedEvent>, DisposableBean {

		final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

		@Override
		public void onApplicationEvent(StartupCompletedEvent event) {
			((ConfigurableApplicationContext) event.getSource()).close();
		}

		@Override
		public void destroy() {
			this.interrupted.complete(Thread.currentThread().isInterrupted());
		}

	}

}
