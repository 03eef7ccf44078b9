package dev.lifecycle.races;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.UndeclaredDependencyException;
import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;
import dev.lifecycle.autoconfigure.ServiceLifecycleRacesAutoConfiguration;
import dev.lifecycle.races.Door.Lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the detection of races in contexts that start.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class RaceDetectionTests {

	private static final String LINE = "Race: service 'caller' calls HeldDoor.open() of 'door' while 'caller' is STARTING "
			+ "and 'door' is ";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleRacesAutoConfiguration.class))
		.withPropertyValues("lifecycle.races.mode=report", "lifecycle.startup.retry.initial-delay=1ms",
				"lifecycle.graph.injection-edges=ignore")
		.withBean("lock", Lock.class)
		.withUserConfiguration(HeldDoor.class);

	@ParameterizedTest
	@ValueSource(classes = { ProviderCaller.class, Context.class, Holder.class, Injected.class, Background.class,
			OwnExecutor.class, OwnThread.class })
	void runWhenDoorIsCalledTooEarlyThenReportsIt(Class<?> caller, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(caller).run((context) -> {
			assertThat(context).hasNotFailed();
			awaitCall(context);
			assertThat(races(context)).singleElement().satisfies((race) -> {
				assertThat(race.service()).isEqualTo("caller");
				assertThat(race.advice()).isEqualTo("Add @DependsOnService(\"door\") to " + caller.getName());
			});
		});
	}

	@Test
	void runWhenPublishedEventReachesServiceThenReportsIt() {
		this.contextRunner.withUserConfiguration(Publisher.class)
			.run((context) -> assertThat(races(context)).singleElement()
				.extracting(Race::method)
				.isEqualTo("HeldDoor.knocked()"));
	}

	@Test
	void runWhenDoorIsCalledAgainThenLogsOnceAndCountsEach(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Repeating.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(races(context)).hasSize(1);
			assertThat(context.getBean(RaceDetector.class).count("caller")).isEqualTo(3);
			assertThat(context.getBean(RaceDetector.class).count("door")).isZero();
		});
		assertThat(output.getOut().split("Race: ", -1)).hasSize(2);
		assertThat(output).contains("Race: service 'caller' calls HeldDoor.look() of 'door'")
			.contains("Add @DependsOnService(\"door\") to " + Repeating.class.getName());
	}

	@ParameterizedTest
	@ValueSource(
			classes = { Declared.class, Indirect.class, Optional.class, Polite.class, Patient.class, CommonPool.class })
	void runWhenCallIsNoRaceThenReportsNothing(Class<?> caller, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(caller).run((context) -> {
			assertThat(context).hasNotFailed();
			awaitCall(context);
			assertThat(races(context)).isEmpty();
			assertThat(context.getBean(RaceDetector.class).count("caller")).isZero();
		});
		assertThat(output).doesNotContain("Race: ");
	}

	@Test
	void runWhenDependencyIsSoftThenReportsIt() {
		this.contextRunner.withUserConfiguration(Soft.class, HeldGate.class)
			.run((context) -> assertThat(races(context)).singleElement().satisfies((race) -> {
				assertThat(race.dependencyState()).isEqualTo(ServiceState.VALIDATING);
				assertThat(race.advice()).startsWith("Add @DependsOnService(\"gate\")");
			}));
	}

	@Test
	void runWhenDoorWaitsForCallerThenDoesNotAdviseCycle() {
		this.contextRunner.withUserConfiguration(ProviderCaller.class)
			.withPropertyValues("lifecycle.services.door.depends-on=caller")
			.run((context) -> assertThat(races(context)).singleElement().satisfies((race) -> {
				assertThat(race.dependencyState()).isEqualTo(ServiceState.WAITING);
				assertThat(race.advice())
					.isEqualTo("'door' itself waits for 'caller', so make the call later, not in the start");
			}));
	}

	@ParameterizedTest
	@ValueSource(classes = { ProviderCaller.class, Swallowing.class, Wrapping.class, OwnThread.class })
	void runWhenFailingThenStartOfCallerFailsAtOnce(Class<?> caller) {
		this.contextRunner.withPropertyValues("lifecycle.races.mode=fail")
			.withUserConfiguration(caller)
			.run((context) -> {
				assertThat(context).getFailure().hasRootCauseInstanceOf(UndeclaredDependencyException.class);
				Throwable failure = context.getStartupFailure();
				assertThat(failure).hasStackTraceContaining(LINE)
					.hasStackTraceContaining("Add @DependsOnService(\"door\") to ");
				assertThat(failure).isInstanceOfSatisfying(ApplicationContextException.class,
						(ex) -> assertThat(ex.getCause()).isInstanceOfSatisfying(StartupFailedException.class,
								(startup) -> assertThat(startup.report().services())
									.filteredOn((service) -> service.name().equals("caller"))
									.allMatch((service) -> service.attempts() == 1)));
			});
	}

	@Test
	void restartWhenThreadOfEarlierStartCallsThenReportsNothing() {
		this.contextRunner.withUserConfiguration(Heartbeat.class).run((context) -> {
			awaitCall(context);
			HeldDoor door = context.getBean(HeldDoor.class);
			door.again = new CountDownLatch(1);
			long before = context.getBean(RaceDetector.class).count("caller");
			CompletableFuture<?> restart = context.getBean(LifecycleManager.class).restart("door");
			door.again.await();
			context.getBean(Heartbeat.class).beat();
			restart.get(60, TimeUnit.SECONDS);
			assertThat(context.getBean(RaceDetector.class).count("caller")).isEqualTo(before);
		});
	}

	@ParameterizedTest
	@CsvSource({ "test, '', true", "development, '', true", "'', test, true", "'', dev, true", "'', local, true",
			"production, dev, false", "'', prod, false", "staging, '', false", "'', '', false", "qa, '', false" })
	void runWhenModeIsNotSetThenEnvironmentDecides(String environment, String profile, boolean watched) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ServiceLifecycleAutoConfiguration.class,
					ServiceLifecycleRacesAutoConfiguration.class))
			.withPropertyValues("lifecycle.environment=" + environment, "spring.profiles.active=" + profile,
					"lifecycle.environments.qa.timeout-multiplier=1")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(RaceDetector.class)).hasSize(watched ? 1 : 0);
			});
	}

	@Test
	void runWhenSwitchedOffThenNothingIsThere() {
		this.contextRunner.withPropertyValues("lifecycle.races.mode=off", "lifecycle.environment=test")
			.withUserConfiguration(ProviderCaller.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(RaceDetector.class).doesNotHaveBean(WatchedBeans.class);
				assertThat(context.getBean("door").getClass()).isEqualTo(HeldDoor.class);
			});
	}

	private static void awaitCall(AssertableApplicationContext context) throws InterruptedException {
		context.getBean(Lock.class).awaitCall();
	}

	private static List<Race> races(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return context.getBean(RaceDetector.class).races();
	}

	/**
	 * Is ready only after it has been called, unless a service requires it or waits for
	 * it.
	 */
	@Component("door")
	@LifecycleService
	static class HeldDoor extends AbstractLifecycleService implements Door {

		private final Lock lock;

		private volatile CountDownLatch again = new CountDownLatch(0);

		HeldDoor(Lock lock, ObjectProvider<Free> free) {
			this.lock = lock;
			if (free.stream().findAny().isPresent()) {
				lock.called();
			}
		}

		@Override
		protected void onStart() throws Exception {
			this.again.countDown();
			this.lock.awaitCall();
		}

		@Override
		protected void onStop() {
		}

		void look() {
			assertThat(isRunning()).isFalse();
		}

		@EventListener
		void knocked(String knock) {
			open();
		}

		@Override
		public void open() {
			this.lock.called();
		}

	}

	/**
	 * Lets the door be ready without a call.
	 */
	interface Free {

	}

	abstract static class Caller extends AbstractLifecycleService {

		@Autowired
		@SuppressWarnings("NullAway.Init")
		ObjectProvider<Door> doors;

		Door door() {
			return this.doors.getObject();
		}

		@Override
		protected void onStop() {
		}

	}

	@Component("caller")
	@LifecycleService
	static class ProviderCaller extends Caller {

		@Override
		protected void onStart() {
			door().open();
		}

	}

	@Component("caller")
	@LifecycleService
	static class Context extends Caller {

		@Autowired
		@SuppressWarnings("NullAway.Init")
		private ApplicationContext context;

		@Override
		protected void onStart() {
			((Door) this.context.getBean("door")).open();
		}

	}

	@Component("caller")
	@LifecycleService
	static class Holder extends Caller {

		@SuppressWarnings("NullAway.Init")
		private static volatile Door held;

		@Autowired
		void hold(Door door) {
			held = door;
		}

		@Override
		protected void onStart() {
			held.open();
		}

	}

	@Component("caller")
	@LifecycleService
	static class Injected extends Caller {

		private final Door door;

		Injected(Door door) {
			this.door = door;
		}

		@Override
		protected void onStart() {
			this.door.open();
		}

	}

	@Component("caller")
	@LifecycleService
	static class Publisher extends Caller {

		@Autowired
		@SuppressWarnings("NullAway.Init")
		private ApplicationContext context;

		@Override
		protected void onStart() {
			this.context.publishEvent("knock");
		}

	}

	@Component("caller")
	@LifecycleService
	static class Background extends Caller {

		@Override
		protected void onStart() {
			background("opener", () -> {
				assertThat(Thread.currentThread().getName()).isEqualTo("Background-opener");
				door().open();
			});
		}

	}

	@Component("caller")
	@LifecycleService
	static class OwnExecutor extends Caller {

		private final ExecutorService executor = Executors.newSingleThreadExecutor();

		@Override
		protected void onStart() {
			CompletableFuture.runAsync(door()::open, this.executor).join();
		}

		@Override
		protected void onStop() {
			this.executor.shutdownNow();
		}

	}

	@Component("caller")
	@LifecycleService
	static class OwnThread extends Caller {

		@Override
		protected void onStart() throws InterruptedException {
			Thread thread = new Thread(() -> {
				try {
					door().open();
				}
				catch (UndeclaredDependencyException ex) {
					// Nobody hears of it here.
				}
			});
			thread.start();
			thread.join();
		}

	}

	@Component("caller")
	@LifecycleService
	static class CommonPool extends Caller {

		@Override
		protected void onStart() {
			ForkJoinPool.commonPool().execute(door()::open);
		}

	}

	@Component("caller")
	@LifecycleService
	static class Repeating extends Caller {

		@Override
		protected void onStart() {
			HeldDoor door = (HeldDoor) door();
			door.look();
			door.look();
			door.open();
		}

	}

	@Component("caller")
	@LifecycleService
	static class Swallowing extends Caller {

		@Override
		protected void onStart() {
			try {
				door().open();
			}
			catch (IllegalStateException ex) {
				// As careless code does.
			}
		}

	}

	@Component("caller")
	@LifecycleService
	static class Wrapping extends Caller {

		@Override
		protected void onStart() {
			try {
				door().open();
			}
			catch (IllegalStateException ex) {
				throw new IllegalArgumentException("Cannot open", ex);
			}
		}

	}

	@Component("caller")
	@DependsOnService("door")
	static class Declared extends ProviderCaller implements Free {

	}

	@Component("caller")
	@DependsOnService("hall")
	static class Indirect extends ProviderCaller implements Free {

		@Component("hall")
		@DependsOnService("door")
		static class Hall {

		}

	}

	@Component("caller")
	@DependsOnService(value = "door", type = DependencyType.OPTIONAL, timeout = "1ms")
	static class Optional extends ProviderCaller {

	}

	/**
	 * Asks before it calls.
	 */
	@Component("caller")
	@LifecycleService
	static class Polite extends Caller {

		@Autowired
		@SuppressWarnings("NullAway.Init")
		private Lock lock;

		@Override
		protected void onStart() {
			HeldDoor door = (HeldDoor) door();
			assertThat(door.isRunning()).isFalse();
			assertThat(door).isNotEqualTo("another");
			assertThat(door.hashCode()).isEqualTo(System.identityHashCode(door));
			assertThat(door.getPhase()).isZero();
			assertThat(door.toString()).isNotEmpty();
			this.lock.called();
		}

	}

	/**
	 * Calls when the door happens to be ready.
	 */
	@Component("caller")
	@LifecycleService
	static class Patient extends Caller implements Free {

		@Autowired
		@SuppressWarnings("NullAway.Init")
		private LifecycleManager manager;

		@Override
		protected void onStart() {
			await().atMost(Duration.ofSeconds(60))
				.until(() -> this.manager.status("door").state() == ServiceState.READY);
			door().open();
		}

	}

	@Component("caller")
	@LifecycleService
	static class Heartbeat extends Caller {

		private final ExecutorService executor = Executors.newSingleThreadExecutor();

		@Override
		protected void onStart() throws Exception {
			beat();
		}

		void beat() throws Exception {
			this.executor.submit(() -> door().open()).get();
		}

		@Override
		protected void onStop() {
			this.executor.shutdownNow();
		}

	}

	@Component("caller")
	@DependsOnService(value = "gate", type = DependencyType.SOFT)
	static class Soft extends Caller implements Free {

		@Autowired
		@SuppressWarnings("NullAway.Init")
		private ObjectProvider<HeldGate> gates;

		@Override
		protected void onStart() {
			this.gates.getObject().open();
		}

	}

	/**
	 * Has started at once but passes its check only after it has been called.
	 */
	@Component("gate")
	@LifecycleService
	static class HeldGate {

		private final CountDownLatch called = new CountDownLatch(1);

		@ReadinessCheck(timeout = "60s")
		boolean opened() throws InterruptedException {
			this.called.await();
			return true;
		}

		void open() {
			this.called.countDown();
		}

	}

}
