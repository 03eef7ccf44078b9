package dev.lifecycle.races;

import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Lookup;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ServiceState;
import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;
import dev.lifecycle.autoconfigure.ServiceLifecycleRacesAutoConfiguration;
import dev.lifecycle.races.Door.Lock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WatchedBeans}: beans of all kinds are what they were, and calls are
 * seen where that is possible.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class WatchedBeansTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleRacesAutoConfiguration.class))
		.withPropertyValues("lifecycle.races.mode=report", "lifecycle.startup.retry.max-retries=0")
		.withBean("lock", Lock.class)
		.withUserConfiguration(Visitor.class);

	@ParameterizedTest
	@ValueSource(classes = { ComponentDoor.class, ClassOfBeanMethod.class, InterfaceOfBeanMethod.class,
			InterfaceProxy.class, ClassProxy.class, Product.class })
	void runWhenDoorCanBeWatchedThenFindsRace(Class<?> configuration, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(configuration).run((context) -> {
			assertRunning(context);
			assertThat(context.getBean(RaceDetector.class).races()).singleElement().satisfies((race) -> {
				assertThat(race.service()).isEqualTo("visitor");
				assertThat(race.dependency()).isEqualTo("door");
				assertThat(race.method()).endsWith("Door.open()");
			});
			assertThat(output).doesNotContain("not watched");
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { FinalDoor.class, RecordDoor.class, PrivateDoor.class, NestedOfBeanMethod.class,
			LookupDoor.class, LambdaOfBeanMethod.class, ConfigurationDoor.class })
	void runWhenDoorCannotBeWatchedThenSaysSoAndLeavesItAlone(Class<?> configuration, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(configuration).run((context) -> {
			assertRunning(context);
			assertThat(context.getBean(RaceDetector.class).races()).isEmpty();
			assertThat(AopUtils.isAopProxy(context.getBean("door"))).isFalse();
			assertThat(output).contains("Calls to these services are not watched for races: {door=it");
		});
	}

	@Test
	void runWhenDefinitionHasInstanceSupplierThenFindsRace() {
		this.contextRunner.withInitializer((context) -> {
			RootBeanDefinition definition = new RootBeanDefinition(PlainDoor.class);
			definition.setInstanceSupplier(() -> new PlainDoor(context.getBean(Lock.class)));
			((GenericApplicationContext) context).registerBeanDefinition("door", definition);
		}).withPropertyValues("lifecycle.services.door.required=true").run((context) -> {
			assertRunning(context);
			assertThat(context.getBean(RaceDetector.class).races()).hasSize(1);
		});
	}

	@Test
	void runWhenServiceIsOfLibraryThenLeavesItAlone(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(ClassOfBeanMethod.class)
			.withBean("pool", HikariDataSource.class, HikariDataSource::new)
			.withPropertyValues("lifecycle.services.pool.required=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("pool").getClass()).isEqualTo(HikariDataSource.class);
			});
		assertThat(output).contains("not watched for races: {pool=its class belongs to a library}");
	}

	@Test
	void runWhenBeansReferToEachOtherThenLeavesThemAlone() {
		this.contextRunner.withUserConfiguration(Circle.class).withAllowCircularReferences(true).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(CircularDoor.class).guest.door).isSameAs(context.getBean("door"));
		});
	}

	@Test
	void runWhenClassIsExtendedThenBeanIsOneObject() {
		this.contextRunner.withUserConfiguration(ComponentDoor.class).run((context) -> {
			assertRunning(context);
			ComponentDoor door = context.getBean(ComponentDoor.class);
			assertThat(AopUtils.isAopProxy(door)).isFalse();
			assertThat(door.lock).isSameAs(context.getBean(Lock.class));
			assertThat(door.cannotBeOverridden()).isSameAs(door.lock);
			assertThat(door.initialized).isOne();
			assertThat(door.starts).hasValue(1);
			context.publishEvent("knock");
			assertThat(door.knocks).isEqualTo(5);
			assertThat(door.equals(context.getBean("door"))).isTrue();
		});
	}

	@Test
	void runWhenContextsFollowEachOtherThenClassIsTheSame() {
		Class<?>[] types = new Class<?>[2];
		for (int i = 0; i < types.length; i++) {
			int index = i;
			this.contextRunner.withUserConfiguration(ComponentDoor.class).run((context) -> {
				types[index] = context.getBean("door").getClass();
				assertThat(context.getBean(RaceDetector.class).count("visitor")).isOne();
			});
		}
		assertThat(types[0]).isSameAs(types[1]).isNotEqualTo(ComponentDoor.class);
	}

	@Test
	void runWhenOffThenEveryBeanIsOfItsOwnClass() {
		this.contextRunner.withPropertyValues("lifecycle.races.mode=off")
			.withUserConfiguration(ComponentDoor.class)
			.run((context) -> {
				assertRunning(context);
				assertThat(context).doesNotHaveBean(RaceDetector.class).doesNotHaveBean(WatchedBeans.class);
				assertThat(context.getBean("door").getClass()).isEqualTo(ComponentDoor.class);
				assertThat(context.getBean("visitor").getClass()).isEqualTo(Visitor.class);
			});
		this.contextRunner.withPropertyValues("lifecycle.races.mode=off")
			.withUserConfiguration(ClassOfBeanMethod.class)
			.run((context) -> assertThat(context.getBean("door").getClass()).isEqualTo(PlainDoor.class));
	}

	private static void assertRunning(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		assertThat(context.getBean(LifecycleManager.class).services()).hasSize(2)
			.allMatch((service) -> service.state() == ServiceState.READY);
	}

	@Component("door")
	@LifecycleService
	static class ComponentDoor extends AbstractLifecycleService implements Door {

		private final Lock lock;

		private final AtomicInteger starts = new AtomicInteger();

		private int initialized;

		private int knocks;

		@Autowired
		ComponentDoor(@Qualifier("lock") Lock lock, ApplicationEventPublisher events) {
			this.lock = lock;
		}

		@Autowired
		void initialize(ApplicationEventPublisher events) {
			this.initialized++;
		}

		@Override
		protected void onStart() throws Exception {
			this.starts.incrementAndGet();
			this.lock.awaitCall();
		}

		@Override
		protected void onStop() {
		}

		@ReadinessCheck
		boolean started() {
			return this.starts.get() == 1;
		}

		final Lock cannotBeOverridden() {
			return this.lock;
		}

		@EventListener
		@SuppressWarnings("UnusedMethod")
		private void knocked(String knock) {
			this.knocks += knock.length();
		}

		@Override
		public void open() {
			open(1);
		}

		void open(int times) {
			this.lock.called();
		}

	}

	@Component("door")
	@LifecycleService
	static final class FinalDoor extends PlainDoor {

		FinalDoor(Lock lock) {
			super(lock);
		}

	}

	@Component("door")
	@LifecycleService
	static class PrivateDoor extends PlainDoor {

		@Autowired
		@SuppressWarnings("UnusedMethod")
		private PrivateDoor(Lock lock) {
			super(lock);
		}

		PrivateDoor() {
			this(new Lock());
		}

	}

	@Component("door")
	@LifecycleService
	static class LookupDoor extends PlainDoor {

		LookupDoor(Lock lock) {
			super(lock);
		}

		@Override
		public void open() {
			fetchLock().called();
		}

		@Lookup
		protected Lock fetchLock() {
			throw new IllegalStateException("Not overridden");
		}

	}

	@Component("door")
	record RecordDoor(Lock lock) implements Door {

		@ReadinessCheck(timeout = "10s")
		boolean opened() throws InterruptedException {
			this.lock.awaitCall();
			return true;
		}

		@Override
		public void open() {
			this.lock.called();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassOfBeanMethod {

		@Bean
		@LifecycleService
		PlainDoor door(Lock lock) {
			return new PlainDoor(lock);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterfaceOfBeanMethod {

		@Bean
		@LifecycleService
		Door door(Lock lock) {
			return new PlainDoor(lock);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NestedOfBeanMethod {

		@Bean
		@LifecycleService
		Door door(Lock lock) {
			return new PlainDoor(lock) {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LambdaOfBeanMethod {

		@Bean
		@LifecycleService
		Door door(Lock lock) {
			return lock::called;
		}

	}

	@Configuration("door")
	@LifecycleService
	static class ConfigurationDoor extends PlainDoor {

		ConfigurationDoor(Lock lock) {
			super(lock);
		}

		@Bean
		String name() {
			return "door";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@Import(AsyncDoor.class)
	static class InterfaceProxy {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	@Import(AsyncDoor.class)
	static class ClassProxy {

	}

	@Component("door")
	@LifecycleService
	static class AsyncDoor extends PlainDoor {

		AsyncDoor(Lock lock) {
			super(lock);
		}

		@Async
		@Override
		public void open() {
			super.open();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Product {

		@Bean
		@LifecycleService
		FactoryBean<Door> door(Lock lock) {
			return new FactoryBean<>() {

				@Override
				public Door getObject() {
					return new PlainDoor(lock);
				}

				@Override
				public Class<?> getObjectType() {
					return PlainDoor.class;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Guest.class)
	static class Circle {

		@Bean
		@LifecycleService
		CircularDoor door(Lock lock) {
			lock.called();
			return new CircularDoor(lock);
		}

	}

	static class Guest {

		@Autowired
		@SuppressWarnings("NullAway.Init")
		Door door;

	}

}
