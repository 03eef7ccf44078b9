package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.RestartsExhaustedEvent;
import dev.lifecycle.ServiceState;
import dev.lifecycle.actuate.LifecycleEndpoint;
import dev.lifecycle.actuate.LifecycleHealthIndicator;
import dev.lifecycle.actuate.ServiceDescriptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for restarts of services that nobody has asked for, as an application sees them.
 */
@ExtendWith(OutputCaptureExtension.class)
class AutomaticallyRestartedServicesTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class,
						ServiceLifecycleHealthAutoConfiguration.class, ServiceLifecycleMetricsAutoConfiguration.class,
						ServiceLifecycleEndpointAutoConfiguration.class, EndpointAutoConfiguration.class))
		.withBean(MeterRegistry.class, () -> this.registry)
		.withUserConfiguration(Services.class)
		.withPropertyValues("management.endpoints.web.exposure.include=lifecycle", "lifecycle.monitor.interval=20ms",
				"lifecycle.monitor.failure-threshold=1", "lifecycle.restart.enabled=true",
				"lifecycle.restart.after=50ms", "lifecycle.restart.cool-down=0s");

	@Test
	void serviceThatIsNotReadyIsRestartedWithWhoeverRequiresIt(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			Database database = context.getBean(Database.class);
			database.stale = true;
			awaiting().until(() -> database.starts.size() == 2 && isReady(context));
			assertThat(context.getBean(Services.class).calls).startsWith("start chat", "stop chat", "start chat");
			assertThat(restarts("database", "automatic")).isOne();
			assertThat(restarts("chat", "automatic")).isOne();
			assertThat(restarts("database", "manual")).isZero();
			assertThat(output).contains("Restarting 'database' with [chat] because it was not ready for")
				.contains("fresh: fresh() returned false");
			ServiceDescriptor.Restarts restarts = descriptor(context, "database");
			assertThat(restarts.automatic()).hasSize(1);
			assertThat(restarts.left()).isEqualTo(2);
			assertThat(restarts.underWay()).isNull();
		});
	}

	@Test
	void readinessSaysWhatIsBeingRestarted() {
		this.contextRunner.run((context) -> {
			Database database = context.getBean(Database.class);
			CountDownLatch release = new CountDownLatch(1);
			database.release = release;
			database.stale = true;
			awaiting().until(() -> details(context, "database").containsKey("restarting"));
			assertThat(details(context, "database").get("restarting")).asString().startsWith("it was not ready for");
			assertThat(details(context, "chat")).containsEntry("restarting", "with 'database'");
			assertThat(health(context).getStatus().getCode()).isEqualTo("DOWN");
			assertThat(Objects.requireNonNull(descriptor(context, "chat").underWay())).isEqualTo("with 'database'");
			release.countDown();
			awaiting().until(() -> isReady(context));
			assertThat(details(context, "chat")).doesNotContainKey("restarting");
		});
	}

	@Test
	void serviceThatIsNotMendedByRestartsNeedsAPerson(CapturedOutput output) {
		this.contextRunner.withPropertyValues("lifecycle.restart.max-restarts=2").run((context) -> {
			Database database = context.getBean(Database.class);
			database.staleAgain = true;
			database.stale = true;
			List<RestartsExhaustedEvent> events = context.getBean(Services.class).events;
			awaiting().until(() -> !events.isEmpty());
			assertThat(events).singleElement().satisfies((event) -> {
				assertThat(event.service()).isEqualTo("database");
				assertThat(event.restarts()).isEqualTo(2);
				assertThat(event.window()).isEqualTo(Duration.ofMinutes(10));
				assertThat(event.reason()).contains("fresh");
				assertThat(event).hasToString("RestartsExhaustedEvent[database: " + event.reason() + "]");
			});
			assertThat(manager(context).status("database").state()).isEqualTo(ServiceState.FAILED);
			assertThat(database.starts).hasSize(3);
			assertThat(exhausted("database")).isOne();
			assertThat(exhausted("chat")).isZero();
			assertThat(details(context, "database").get("restartsExhausted")).asString()
				.startsWith("restarted 2 times within 600.0 s");
			assertThat(descriptor(context, "database").exhausted()).isNotNull();
			assertThat(descriptor(context, "database").left()).isZero();
			assertThat(output)
				.containsOnlyOnce("Service 'database' is not restarted any more: it was 2 times within 600.0 s")
				.contains("LifecycleManager.restart(\"database\")");
			database.staleAgain = false;
			manager(context).restart("database").get(60, TimeUnit.SECONDS);
			assertThat(isReady(context)).isTrue();
			assertThat(exhausted("database")).isZero();
			assertThat(restarts("database", "manual")).isOne();
			assertThat(restarts("database", "automatic")).isEqualTo(2);
			assertThat(descriptor(context, "database").left()).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "off", "report" })
	void beanWithoutLifecycleIsNotRestarted(String races) {
		this.contextRunner.withConfiguration(AutoConfigurations.of(ServiceLifecycleRacesAutoConfiguration.class))
			.withPropertyValues("lifecycle.races.mode=" + races)
			.withBean("plain", Plain.class)
			.run((context) -> {
				context.getBean(Plain.class).healthy = false;
				awaiting().until(() -> manager(context).status("plain").state() == ServiceState.NOT_READY);
				Database database = context.getBean(Database.class);
				database.stale = true;
				awaiting().until(() -> database.starts.size() == 2);
				assertThat(restarts("plain", "automatic")).isZero();
				assertThat(manager(context).status("plain").state()).isEqualTo(ServiceState.NOT_READY);
			});
	}

	private static ConditionFactory awaiting() {
		return Awaitility.await().atMost(60, TimeUnit.SECONDS);
	}

	private static LifecycleManager manager(AssertableApplicationContext context) {
		return context.getBean(LifecycleManager.class);
	}

	private static boolean isReady(AssertableApplicationContext context) {
		return manager(context).isReady();
	}

	private static Health health(AssertableApplicationContext context) {
		return context.getBean(LifecycleHealthIndicator.class).health();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> details(AssertableApplicationContext context, String service) {
		return (Map<String, Object>) Objects.requireNonNull(health(context).getDetails().get(service));
	}

	private static ServiceDescriptor.Restarts descriptor(AssertableApplicationContext context, String service) {
		ServiceDescriptor descriptor = context.getBean(LifecycleEndpoint.class).service(service);
		return Objects.requireNonNull(Objects.requireNonNull(descriptor).restarts());
	}

	private double restarts(String service, String trigger) {
		return this.registry.get("lifecycle.restarts").tags("service", service, "trigger", trigger).counter().count();
	}

	private double exhausted(String service) {
		return this.registry.get("lifecycle.restarts.exhausted").tag("service", service).gauge().value();
	}

	@Configuration(proxyBeanMethods = false)
	static class Services {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private final List<RestartsExhaustedEvent> events = new CopyOnWriteArrayList<>();

		@Bean
		Database database() {
			return new Database();
		}

		@Bean
		@DependsOnService("database")
		Chat chat() {
			return new Chat(this.calls);
		}

		@EventListener
		void exhausted(RestartsExhaustedEvent event) {
			this.events.add(event);
		}

	}

	static class Database extends AbstractLifecycleService {

		private final List<Thread> starts = new CopyOnWriteArrayList<>();

		private volatile boolean stale;

		private volatile boolean staleAgain;

		private volatile CountDownLatch release = new CountDownLatch(0);

		private volatile boolean validated;

		@Override
		protected void onStart() throws InterruptedException {
			this.release.await();
			this.validated = false;
			this.stale = false;
			this.starts.add(Thread.currentThread());
		}

		@Override
		protected void onStop() {
			// Nothing is held.
		}

		// Passes once after each start.
		@ReadinessCheck
		boolean fresh() {
			boolean fresh = !this.stale && (!this.staleAgain || !this.validated);
			this.validated = true;
			return fresh;
		}

	}

	static class Chat extends AbstractLifecycleService {

		private final List<String> calls;

		Chat(List<String> calls) {
			this.calls = calls;
		}

		@Override
		protected void onStart() {
			this.calls.add("start chat");
		}

		@Override
		protected void onStop() {
			this.calls.add("stop chat");
		}

	}

	static class Plain {

		private volatile boolean healthy = true;

		@ReadinessCheck
		boolean isHealthy() {
			return this.healthy;
		}

	}

}
