package dev.lifecycle.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ServiceState;
import dev.lifecycle.actuate.GateMeters;
import dev.lifecycle.actuate.LifecycleMeters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ServiceLifecycleMetricsAutoConfiguration}.
 */
class ServiceLifecycleMetricsAutoConfigurationTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleMetricsAutoConfiguration.class));

	private final ApplicationContextRunner services = this.contextRunner
		.withBean(MeterRegistry.class, () -> this.registry)
		.withPropertyValues("lifecycle.startup.retry.max-retries=0")
		.withUserConfiguration(Services.class);

	@Test
	void backsOffWithoutMicrometer() {
		this.contextRunner.withUserConfiguration(Services.class)
			.withClassLoader(new FilteredClassLoader(Meter.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("lifecycleMeters"));
	}

	@Test
	void backsOffWithoutRegistry() {
		this.contextRunner.withUserConfiguration(Services.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LifecycleMeters.class));
	}

	@Test
	void backsOffWhenDisabled() {
		this.services.withPropertyValues("lifecycle.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LifecycleMeters.class));
	}

	@Test
	void registersNothingWithoutServices() {
		this.contextRunner.withBean(MeterRegistry.class, () -> this.registry)
			.run((context) -> assertThat(this.registry.getMeters()).isEmpty());
	}

	@Test
	void gateIsMeasuredInWebApplicationsOnly() {
		this.services.run((context) -> assertThat(context).doesNotHaveBean(GateMeters.class));
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
					ServiceLifecycleAutoConfiguration.class, ServiceLifecycleMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, () -> this.registry)
			.run((context) -> assertThat(context).hasSingleBean(GateMeters.class));
	}

	@Test
	void metersAreInEveryRegistryOfBoot() {
		this.contextRunner.withUserConfiguration(Services.class)
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
							SimpleMetricsExportAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class))
			.withBean("other", SimpleMeterRegistry.class)
			.run((context) -> assertThat(context.getBeansOfType(MeterRegistry.class).values()).hasSize(3)
				.allSatisfy((registry) -> {
					assertThat(states(registry, "database")).containsEntry("READY", 1.0);
					assertThat(startups(registry, "success").count()).isOne();
				}));
	}

	@Test
	void lazyInitializationDoesNotKeepMetersAway() {
		this.services
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(states(this.registry, "database")).containsEntry("READY", 1.0));
	}

	@Test
	void statesAreSeenWhileStarting() {
		this.services.run((context) -> {
			Map<String, Double> database = context.getBean(Chat.class).databaseAtStart;
			assertThat(database).hasSize(ServiceState.values().length)
				.containsEntry("READY", 1.0)
				.containsEntry("STARTING", 0.0);
			Map<String, Double> chat = context.getBean(Chat.class).ownAtStart;
			assertThat(chat).containsEntry("STARTING", 1.0).containsEntry("READY", 0.0);
		});
	}

	@Test
	void stagesAndChecksAreMeasured() {
		this.services.run((context) -> {
			assertThat(stage("chat", "waited", "success").count()).isOne();
			assertThat(stage("chat", "started", "success").count()).isOne();
			assertThat(stage("chat", "validated", "success").count()).isOne();
			assertThat(stage("chat", "waited", "success").totalTime(TimeUnit.NANOSECONDS))
				.isGreaterThanOrEqualTo(stage("database", "started", "success").totalTime(TimeUnit.NANOSECONDS));
			assertThat(this.registry.get("lifecycle.readiness.check")
				.tags("service", "chat", "check", "connected", "outcome", "success")
				.timer()
				.count()).isOne();
		});
	}

	@Test
	void startupAndPhasesAreMeasured() {
		this.services.run((context) -> {
			double total = context.getBean(LifecycleManager.class).startupReport().total().toNanos();
			assertThat(startups(this.registry, "success").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(total);
			assertThat(startups(this.registry, "failure").count()).isZero();
			assertThat(phases("database", "success").count()).isOne();
			assertThat(phases("services", "success").count()).isOne();
			assertThat(phases("services", "failure").count()).isZero();
			assertThat(phases("database", "success").totalTime(TimeUnit.NANOSECONDS)).isPositive().isLessThan(total);
		});
	}

	@Test
	void failedStartupIsMeasured() {
		this.services.withPropertyValues("chat.fails=true").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(startups(this.registry, "failure").count()).isOne();
			assertThat(startups(this.registry, "success").count()).isZero();
			assertThat(stage("chat", "started", "failure").count()).isOne();
			assertThat(phases("database", "success").count()).isOne();
			assertThat(phases("services", "failure").count()).isOne();
			assertThat(failures("dashboard", "chat")).isOne();
			assertThat(failures("chat", "database")).isZero();
		});
	}

	@Test
	void cancelledStartupIsMeasured() throws InterruptedException {
		Thread main = new Thread(() -> this.services.withPropertyValues("chat.hangs=true").run((context) -> {
		}));
		main.start();
		await().atMost(60, TimeUnit.SECONDS).until(() -> isStarting("chat"));
		main.interrupt();
		main.join(60_000);
		assertThat(startups(this.registry, "cancelled").count()).isOne();
		assertThat(startups(this.registry, "failure").count()).isZero();
		assertThat(stage("chat", "started", "cancelled").count()).isOne();
		assertThat(phases("services", "cancelled").count()).isOne();
		assertThat(failures("dashboard", "chat")).isZero();
	}

	private boolean isStarting(String service) {
		Gauge gauge = this.registry.find("lifecycle.service.state")
			.tags("service", service, "state", "STARTING")
			.gauge();
		return gauge != null && gauge.value() == 1;
	}

	@Test
	void registryIsLeftWithoutStatesWhenContextIsClosed() {
		this.services.run((context) -> assertThat(this.registry.find("lifecycle.service.state").meters()).hasSize(36));
		assertThat(this.registry.find("lifecycle.service.state").meters()).isEmpty();
		assertThat(this.registry.find("lifecycle.service.degraded").meters()).isEmpty();
		this.services.run((context) -> assertThat(states(this.registry, "database")).containsEntry("READY", 1.0));
	}

	@Test
	void stopAndStartOfContextAreSeen() {
		this.services.run((context) -> {
			int meters = this.registry.getMeters().size();
			context.stop();
			assertThat(states(this.registry, "chat")).containsEntry("STOPPED", 1.0).containsEntry("READY", 0.0);
			context.start();
			assertThat(states(this.registry, "chat")).containsEntry("READY", 1.0).containsEntry("STOPPED", 0.0);
			assertThat(startups(this.registry, "success").count()).isEqualTo(2);
			assertThat(phases("services", "success").count()).isEqualTo(2);
			assertThat(stage("chat", "started", "success").count()).isEqualTo(2);
			assertThat(this.registry.getMeters()).hasSize(meters);
		});
	}

	@Test
	void restartsAreCounted() {
		this.services.run((context) -> {
			assertThat(restarts("database")).isZero();
			context.getBean(LifecycleManager.class).restart("database").get(30, TimeUnit.SECONDS);
			assertThat(restarts("database")).isOne();
			assertThat(restarts("chat")).isOne();
			assertThat(restarts("cache")).isZero();
			assertThat(startups(this.registry, "success").count()).isOne();
			assertThat(phases("database", "success").count()).isOne();
		});
	}

	@Test
	void degradationIsSeenAsLongAsItLasts() {
		this.services.withPropertyValues("lifecycle.monitor.interval=500ms", "lifecycle.monitor.failure-threshold=1")
			.run((context) -> {
				assertThat(degraded("chat")).isZero();
				AtomicBoolean healthy = context.getBean(Cache.class).healthy;
				healthy.set(false);
				await().atMost(60, TimeUnit.SECONDS).until(() -> degraded("chat") == 1);
				assertThat(degraded("database")).isZero();
				assertThat(states(this.registry, "cache")).containsEntry("NOT_READY", 1.0);
				assertThat(failures("chat", "cache")).isOne();
				healthy.set(true);
				await().atMost(60, TimeUnit.SECONDS).until(() -> degraded("chat") == 0);
				assertThat(failures("chat", "cache")).isOne();
			});
	}

	private double degraded(String service) {
		return this.registry.get("lifecycle.service.degraded").tag("service", service).gauge().value();
	}

	private double failures(String service, String dependency) {
		return this.registry.get("lifecycle.dependency.failures")
			.tags("service", service, "dependency", dependency)
			.counter()
			.count();
	}

	private double restarts(String service) {
		return this.registry.get("lifecycle.restarts").tags("service", service, "trigger", "manual").counter().count();
	}

	private Timer phases(String phase, String outcome) {
		return this.registry.get("lifecycle.phase").tags("phase", phase, "outcome", outcome).timer();
	}

	private Timer stage(String service, String stage, String outcome) {
		return this.registry.get("lifecycle.service.start")
			.tags("service", service, "stage", stage, "outcome", outcome)
			.timer();
	}

	private static Timer startups(MeterRegistry registry, String outcome) {
		return registry.get("lifecycle.startup").tag("outcome", outcome).timer();
	}

	private static Map<String, Double> states(MeterRegistry registry, String service) {
		Map<String, Double> states = new LinkedHashMap<>();
		for (Gauge gauge : registry.get("lifecycle.service.state").tag("service", service).gauges()) {
			states.put(String.valueOf(gauge.getId().getTag("state")), gauge.value());
		}
		return states;
	}

	@Configuration(proxyBeanMethods = false)
	static class Services {

		@Bean
		@LifecycleService(phase = "database")
		Quiet database() {
			return new Quiet();
		}

		@Bean
		Cache cache() {
			return new Cache();
		}

		@Bean
		Chat chat(ObjectProvider<MeterRegistry> registry, Environment environment) {
			return new Chat(registry.getIfUnique(SimpleMeterRegistry::new), environment);
		}

		@Bean
		@DependsOnService("chat")
		Quiet dashboard() {
			return new Quiet();
		}

	}

	static class Quiet extends AbstractLifecycleService {

		@Override
		protected void onStart() throws InterruptedException {
		}

		@Override
		protected void onStop() {
		}

	}

	@LifecycleService(phase = "cache", required = false)
	static class Cache extends Quiet {

		private final AtomicBoolean healthy = new AtomicBoolean(true);

		@ReadinessCheck
		boolean healthy() {
			return this.healthy.get();
		}

	}

	@LifecycleService(phase = "services")
	@DependsOnService("database")
	@DependsOnService(value = "cache", type = DependencyType.OPTIONAL)
	static class Chat extends Quiet {

		private final MeterRegistry registry;

		private final Environment environment;

		private volatile Map<String, Double> databaseAtStart = Map.of();

		private volatile Map<String, Double> ownAtStart = Map.of();

		Chat(MeterRegistry registry, Environment environment) {
			this.registry = registry;
			this.environment = environment;
		}

		@Override
		protected void onStart() throws InterruptedException {
			if (this.registry.find("lifecycle.service.state").gauge() != null) {
				this.databaseAtStart = states(this.registry, "database");
				this.ownAtStart = states(this.registry, "chat");
			}
			if (this.environment.getProperty("chat.hangs", Boolean.class, false)) {
				new CountDownLatch(1).await();
			}
			if (this.environment.getProperty("chat.fails", Boolean.class, false)) {
				throw new IllegalStateException("out of order");
			}
		}

		@ReadinessCheck
		boolean connected() {
			return true;
		}

	}

}
