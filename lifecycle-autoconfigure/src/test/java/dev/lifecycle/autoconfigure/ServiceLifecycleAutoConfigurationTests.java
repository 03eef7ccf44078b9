package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.mock.env.MockEnvironment;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.context.ServiceLifecycleProcessor;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.graph.DependencyCycleException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceLifecycleAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceLifecycleAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleDisabledAutoConfiguration.class));

	@Test
	void gateIsOpenWhenLifecycleProcessorOfApplicationStartsNoServices() {
		this.contextRunner.withBean("lifecycleProcessor", DefaultLifecycleProcessor.class)
			.run((context) -> assertThat(context.getBean(TrafficGate.class).isOpen()).isTrue());
	}

	@Test
	void runWhenNoServicesIsReady() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(LifecycleManager.class).isReady()).isTrue();
			assertThat(context.getBean(LifecycleManager.class).services()).isEmpty();
		});
	}

	@Test
	void runWhenDisabledUsesProcessorOfSpring() {
		this.contextRunner.withPropertyValues("lifecycle.enabled=false")
			.withUserConfiguration(Chain.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(LifecycleManager.class)
					.doesNotHaveBean(ServiceLifecycleProcessor.class);
				assertThat(context.getBean(Journal.class).entries).containsExactly("start database", "start auth",
						"start chat");
			});
	}

	@Test
	void runWhenServicesStartsAndStopsThemInOrder() {
		Journal journal = new Journal();
		this.contextRunner.withUserConfiguration(Chain.class)
			.withBean("journal", Journal.class, () -> journal)
			.withAllowBeanDefinitionOverriding(true)
			.run((context) -> {
				assertThat(journal.entries).containsExactly("start database", "start auth", "start chat");
				assertThat(context.getBean(LifecycleManager.class).isReady()).isTrue();
			});
		assertThat(journal.entries).endsWith("stop chat", "stop auth", "stop database");
	}

	@Test
	void runWhenServicesHasReport() {
		this.contextRunner.withUserConfiguration(Chain.class)
			.run((context) -> assertThat(context.getBean(LifecycleManager.class).startupReport().criticalPath())
				.containsExactly("database", "auth", "chat"));
	}

	@Test
	void runWhenServicesLogsTransitionsAndTable(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Chain.class)
			.run((context) -> assertThat(output).contains("Service 'auth' STARTING, waited")
				.contains("for database")
				.contains("critical path: database → auth → chat"));
	}

	@Test
	void stopAndStartRunsServicesAgain() {
		this.contextRunner.withUserConfiguration(Chain.class).run((context) -> {
			context.getSourceApplicationContext().stop();
			assertThat(states(context.getBean(LifecycleManager.class))).containsOnly(ServiceState.STOPPED);
			context.getSourceApplicationContext().start();
			assertThat(states(context.getBean(LifecycleManager.class))).containsOnly(ServiceState.READY);
		});
	}

	@Test
	void pauseAndRestartRunsServicesAgain() {
		this.contextRunner.withUserConfiguration(Chain.class).run((context) -> {
			context.getSourceApplicationContext().pause();
			assertThat(states(context.getBean(LifecycleManager.class))).containsOnly(ServiceState.STOPPED);
			context.getSourceApplicationContext().restart();
			assertThat(states(context.getBean(LifecycleManager.class))).containsOnly(ServiceState.READY);
		});
	}

	@Test
	void runWhenRequiredServiceFailsFailsWithChain() {
		this.contextRunner.withUserConfiguration(Chain.class)
			.withPropertyValues("lifecycle.startup.retry.max-retries=0", "fail=true")
			.run((context) -> assertThat(context).getFailure()
				.cause()
				.isInstanceOf(StartupFailedException.class)
				.hasMessageStartingWith("chat ← auth ← database: Connection refused by the test (1 attempt"));
	}

	@Test
	void runWhenCycleFailsBeforeBeansExist() {
		this.contextRunner.withUserConfiguration(Cycle.class)
			.run((context) -> assertThat(context).getFailure().isInstanceOf(DependencyCycleException.class));
	}

	@Test
	void runWhenForeignProcessorFailsWithWayOut() {
		this.contextRunner.withUserConfiguration(Chain.class)
			.withBean("lifecycleProcessor", DefaultLifecycleProcessor.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(FailureAnalyzedException.class)
				.hasMessageContaining("lifecycleProcessor"));
	}

	@Test
	void runWhenUnknownEnvironmentFailsWithList() {
		this.contextRunner.withPropertyValues("lifecycle.environment=prodution")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(FailureAnalyzedException.class,
						(failure) -> assertThat(failure.analysis().getAction())
							.startsWith("Did you mean production?")));
	}

	@Test
	void runWhenLazyInitializationStartsServices() {
		this.contextRunner.withUserConfiguration(Chain.class)
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor(new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(Journal.class).entries).containsExactly("start database",
					"start auth", "start chat"));
	}

	@Test
	void runWhenOptionalLibrariesAreMissingStartsServices() {
		this.contextRunner.withUserConfiguration(Chain.class)
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.health", "org.springframework.boot.actuate",
							"org.springframework.web", "jakarta.servlet", "reactor", "org.mockito", "io.micrometer"))
			.run((context) -> assertThat(context.getBean(LifecycleManager.class).isReady()).isTrue());
	}

	@Test
	void gateWhenNothingIsConfiguredHasTheDefaultsOfItsProperties() {
		assertThat(
				Binder.get(new MockEnvironment()).bindOrCreate("lifecycle.gate", ServiceLifecycleProperties.Gate.class))
			.isEqualTo(ServiceLifecycleProperties.Gate.DEFAULTS);
	}

	@Test
	void runWhenNoServicesStartsNoThread() {
		this.contextRunner.run((context) -> Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("lifecycle-engine")));
	}

	@Test
	void runWhenNoServicesButInvalidPropertyFails() {
		this.contextRunner.withPropertyValues("lifecycle.startup.timeout=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'lifecycle.startup.timeout' must be greater than zero"));
	}

	@Test
	void stopAndStartWhenNoServicesIsReadyAgain() {
		this.contextRunner.run((context) -> {
			context.getSourceApplicationContext().stop();
			assertThat(context.getBean(LifecycleManager.class).isReady()).isFalse();
			context.getSourceApplicationContext().start();
			assertThat(context.getBean(LifecycleManager.class).isReady()).isTrue();
		});
	}

	@Test
	void awaitReadyWhenReadyReturnsTrue() {
		this.contextRunner.withUserConfiguration(Chain.class)
			.run((context) -> assertThat(context.getBean(LifecycleManager.class).awaitReady(Duration.ofSeconds(10)))
				.isTrue());
	}

	private static List<ServiceState> states(LifecycleManager manager) {
		return manager.services().stream().map(ServiceStatus::state).toList();
	}

	static class Journal {

		final List<String> entries = new CopyOnWriteArrayList<>();

	}

	@Configuration(proxyBeanMethods = false)
	static class Chain {

		@Bean
		Journal journal() {
			return new Journal();
		}

		@Bean
		@DependsOnService("auth")
		@DependsOnService(value = "analytics", type = DependencyType.SOFT)
		Recorder chat(Journal journal) {
			return new Recorder("chat", journal, false);
		}

		@Bean
		@DependsOnService("database")
		Recorder auth(Journal journal) {
			return new Recorder("auth", journal, false);
		}

		@Bean
		@LifecycleService
		Recorder database(Journal journal, org.springframework.core.env.Environment environment) {
			return new Recorder("database", journal, environment.getProperty("fail", Boolean.class, false));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Cycle {

		@Bean
		@DependsOnService("second")
		Object first() {
			throw new IllegalStateException("created");
		}

		@Bean
		@DependsOnService("first")
		Object second() {
			throw new IllegalStateException("created");
		}

	}

	static class Recorder extends AbstractLifecycleService {

		private final String name;

		private final Journal journal;

		private final boolean failing;

		Recorder(String name, Journal journal, boolean failing) {
			this.name = name;
			this.journal = journal;
			this.failing = failing;
		}

		@Override
		protected void onStart() {
			this.journal.entries.add("start " + this.name);
			if (this.failing) {
				throw new IllegalStateException("Connection refused by the test");
			}
		}

		@Override
		protected void onStop() {
			this.journal.entries.add("stop " + this.name);
		}

		@ReadinessCheck
		boolean ready() {
			return isRunning();
		}

	}

}
