package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ByteArrayResource;

import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ServiceDegradedEvent;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStateChangedEvent;
import dev.lifecycle.ServiceStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Tests for checks and external services that configuration declares, and for their
 * watching.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfiguredChecksTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleDisabledAutoConfiguration.class));

	@Test
	void externalServiceWhenItAnswersThenDependentsStart() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			run("""
					lifecycle.services:
					  post-gres:
					    checks: [{tcp: "localhost:%d"}]
					""".formatted(server.getLocalPort()), Shop.class, (context) -> {
				LifecycleManager manager = context.getBean(LifecycleManager.class);
				assertThat(manager.services()).extracting(ServiceStatus::name, ServiceStatus::state)
					.containsExactly(tuple("post-gres", ServiceState.READY), tuple("shop", ServiceState.READY));
				assertThat(manager.graph().edges()).singleElement()
					.satisfies((edge) -> assertThat(edge.to()).isEqualTo("post-gres"));
			});
		}
	}

	@Test
	void externalServiceWhenItDoesNotAnswerThenFailureSaysWhy() throws IOException {
		int port;
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = server.getLocalPort();
		}
		run("""
				lifecycle.services:
				  post-gres:
				    readiness-timeout: 1ms
				    checks: [{name: port, tcp: "localhost:%d", retries: 0}]
				lifecycle.environments.production.timeout-multiplier: 60000
				""".formatted(port), Shop.class,
				(context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("not ready, port: ")
					.hasMessageContaining("localhost:" + port));
	}

	@Test
	void externalServiceWhenSpelledInOtherWaysThenOneService() {
		run("""
				lifecycle.services:
				  postGres: {checks: [{bean: counted}]}
				  "post_gres": {checks: [{bean: counted}]}
				  shop2: {depends-on: [post_gres]}
				""", Counted.class, (context) -> {
			LifecycleManager manager = context.getBean(LifecycleManager.class);
			assertThat(manager.services()).hasSize(2);
			assertThat(manager.graph().edges()).singleElement()
				.satisfies((edge) -> assertThat(edge.type()).isEqualTo(DependencyType.REQUIRED));
			assertThat(context.getBean(Counted.class).calls).hasValue(1);
		});
	}

	@Test
	void serviceOfParentContextThenNotExternal() {
		this.contextRunner.withUserConfiguration(Shelved.class)
			.run((parent) -> this.contextRunner.withParent(parent)
				.withPropertyValues("lifecycle.services.shop.checks[0].bean=missing")
				.withUserConfiguration(Counted.class)
				.run((child) -> assertThat(child.getBean(LifecycleManager.class).services())
					.extracting(ServiceStatus::name)
					.doesNotContain("shop")));
	}

	@Test
	void checksWhenOfTheSameNameThenBothCount() {
		run("lifecycle.services.shop.checks: [{name: a, bean: shelves, retries: 0}, {name: a, bean: full}]",
				Shelved.class,
				(context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("not ready, a: the shelves are empty"));
	}

	@Test
	void serviceWithoutBeanOrChecksThenUnknown() {
		run("lifecycle.services.shopp.phase: services", Probed.class,
				(context) -> assertThat(context).getFailure()
					.hasMessageContaining("there is no service or singleton bean named 'shopp'")
					.hasMessageContaining("Did you mean 'shop'?"));
	}

	@Test
	void beanCheckWhenNamedThenAsked() {
		run("lifecycle.services.shop.checks: [{bean: shelves, retries: 0}]", Shelved.class,
				(context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("not ready, shelves: the shelves are empty"));
	}

	@Test
	void beanCheckWhenThereIsNoSuchBeanThenFailureSaysSo() {
		run("lifecycle.services.shop.checks: [{bean: shelfs}]", Shelved.class,
				(context) -> assertThat(context).getFailure()
					.hasMessage(
							"A readiness check of service 'shop' (lifecycle.services.shop.checks[0]) needs the bean "
									+ "'shelfs', which does not exist."));
	}

	@Test
	void probeOfAnnotationThenAsked() {
		run("", Probed.class,
				(context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("not ready, shelves: the shelves are empty"));
	}

	@Test
	void declaredCheckWhenNamedThenChanged() {
		run("""
				lifecycle:
				  environment: development
				  services.shop.checks: [{name: shelves, level: production}]
				""", Probed.class, (context) -> assertThat(context.getBean(LifecycleManager.class).isReady()).isTrue());
	}

	@Test
	void declaredCheckWhenThereIsNoneOfThatNameThenFailureNamesThem() {
		run("lifecycle.services.shop.checks: [{name: shelfs, critical: false}]", Probed.class,
				(context) -> assertThat(context).getFailure()
					.hasMessageContaining(
							"lifecycle.services.shop.checks[0] changes the check 'shelfs' of service 'shop'")
					.hasMessageContaining("Did you mean 'shelves'?"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                                        | 'lifecycle.services.shop.checks[0]' must have one of 'jdbc'
			{latency: 1s, name: x}                    | 'lifecycle.services.shop.checks[0]' must have one of 'jdbc'
			{tcp: "a:1", bean: b}                     | must not have both 'tcp' and 'bean'
			{tcp: "a"}                                | 'lifecycle.services.shop.checks[0].tcp'
			{tcp: "a:1", expect: "1"}                 | .expect' is not for checks of kind 'tcp'
			{jdbc: "select 1", url: u, using: d}      | must not have both 'url' and 'using'
			{jdbc: "select 1", password: topsecret}   | need 'url'
			{pool: none}                              | 'lifecycle.services.shop.checks[0].pool' must be
			{redis: "localhost:6379"}                 | 'lifecycle.services.shop.checks[0].redis' must be an address
			{redis: ping, memory-headroom: much}      | checks[0].memory-headroom' must be a percentage
			{http: "auth/health"}                     | checks[0].http' must be an address that begins with
			{websocket: "http://topsecret@chat/ws"}   | checks[0].websocket' must be an address that begins with
			{tcp: "a:1", samples: 3}                  | checks[0].samples' needs 'latency'
			{tcp: "a:1", latency: 0s}                 | checks[0].latency' must be greater than zero
			{tcp: "a:1", timeout: -1s}                | checks[0].timeout' must be greater than zero
			{tcp: "a:1", interval: 0s}                | checks[0].interval' must be greater than zero
			{tcp: "a:1", retries: -1}                 | checks[0].retries' must not be negative
			""")
	void checkWhenItMakesNoSenseThenFailureNamesProperty(String check, String message) {
		run("lifecycle.services.shop.checks: [" + check + "]", Probed.class, (context) -> {
			List<String> messages = new ArrayList<>();
			for (Throwable cause = context.getStartupFailure(); cause != null; cause = cause.getCause()) {
				messages.add(String.valueOf(cause.getMessage()));
			}
			assertThat(messages).anySatisfy((text) -> assertThat(text).contains(message));
			assertThat(messages).noneSatisfy((text) -> assertThat(text).contains("topsecret"));
		});
	}

	@Test
	void watchedCheckWhenItFailsThenStateEventAndLogTell(CapturedOutput output) {
		run("lifecycle.monitor: {interval: 1s, failure-threshold: 1}", Watched.class, (context) -> {
			Watched watched = context.getBean(Watched.class);
			LifecycleManager manager = context.getBean(LifecycleManager.class);
			assertThat(manager.isReady()).isTrue();
			watched.problem.set("replica lag, password=topsecret");
			await().atMost(60, TimeUnit.SECONDS).until(() -> !manager.isReady());
			assertThat(manager.status("shop").failingCheck()).isEqualTo("replica: replica lag, password=******");
			await().atMost(60, TimeUnit.SECONDS)
				.until(() -> watched.events.contains("ServiceStateChangedEvent[shop: READY → NOT_READY]"));
			watched.problem.set(null);
			assertThat(manager.awaitReady(Duration.ofSeconds(60))).isTrue();
			await().atMost(60, TimeUnit.SECONDS)
				.until(() -> watched.events.contains("ServiceStateChangedEvent[shop: NOT_READY → READY]"));
			assertThat(output).contains("Service 'shop' NOT_READY, replica: replica lag, password=******")
				.contains("Service 'shop' READY again")
				.contains("repeated every 1.0 s")
				.doesNotContain("topsecret");
		});
	}

	@Test
	void watchedCheckWhenItIsNotCriticalThenDegradedEventAndLogTell(CapturedOutput output) {
		run("""
				lifecycle:
				  monitor: {interval: 1s, failure-threshold: 1}
				  services.shop.checks: [{name: replica, critical: false}]
				""", Watched.class, (context) -> {
			Watched watched = context.getBean(Watched.class);
			watched.problem.set("replica lag");
			await().atMost(60, TimeUnit.SECONDS)
				.until(() -> watched.events.contains("ServiceDegradedEvent[shop: [replica: replica lag]]"));
			assertThat(context.getBean(LifecycleManager.class).isReady()).isTrue();
			watched.problem.set(null);
			await().atMost(60, TimeUnit.SECONDS).until(() -> watched.events.contains("ServiceDegradedEvent[shop: []]"));
			assertThat(output).contains("Service 'shop' is degraded: replica: replica lag")
				.contains("Service 'shop' is not degraded any more");
		});
	}

	@Test
	void monitorWhenDisabledThenChecksAreNotRepeated(CapturedOutput output) {
		run("lifecycle.monitor: {enabled: false, interval: 1ms}", Watched.class, (context) -> {
			assertThat(context.getBean(Watched.class).calls).hasValue(1);
			assertThat(output).contains("not repeated");
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("lifecycle-check");
		});
	}

	@Test
	void contextWhenClosedThenNoThreadIsLeft() {
		run("lifecycle.monitor.interval: 1ms", Watched.class, (context) -> await().atMost(60, TimeUnit.SECONDS)
			.until(() -> context.getBean(Watched.class).calls.get() > 10));
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.isAlive() && thread.getName().startsWith("lifecycle-")));
	}

	private void run(String yaml, Class<?> configuration,
			ContextConsumer<? super AssertableApplicationContext> consumer) {
		this.contextRunner.withInitializer((context) -> load(yaml, context))
			.withUserConfiguration(configuration)
			.run(consumer);
	}

	private static void load(String yaml, ConfigurableApplicationContext context) {
		try {
			new YamlPropertySourceLoader().load("test", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(context.getEnvironment().getPropertySources()::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		@DependsOnService("post-gres")
		Object shop() {
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Shelved {

		@Bean
		@LifecycleService
		Object shop() {
			return new Object();
		}

		@Bean
		ReadinessProbe shelves() {
			return () -> ReadinessResult.notReady("the shelves are empty");
		}

		@Bean
		ReadinessProbe full() {
			return ReadinessResult::ready;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Counted {

		private final AtomicInteger calls = new AtomicInteger();

		@Bean
		@LifecycleService
		Object shop2() {
			return new Object();
		}

		@Bean
		ReadinessProbe counted() {
			return () -> {
				this.calls.incrementAndGet();
				return ReadinessResult.ready();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Probed {

		@Bean
		@ReadinessCheck(name = "shelves", probe = Shelves.class, retries = 0)
		Object shop() {
			return new Object();
		}

		@Bean
		Shelves shelves() {
			return new Shelves();
		}

	}

	static class Shelves implements ReadinessProbe {

		@Override
		public ReadinessResult check() {
			return ReadinessResult.notReady("the shelves are empty");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Watched {

		private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

		private final AtomicInteger calls = new AtomicInteger();

		private final Queue<String> events = new ConcurrentLinkedQueue<>();

		@Bean
		@ReadinessCheck(name = "replica", probe = ReplicaProbe.class)
		Object shop() {
			return new Object();
		}

		@Bean
		ReplicaProbe replica() {
			return () -> {
				this.calls.incrementAndGet();
				String problem = this.problem.get();
				return (problem != null) ? ReadinessResult.notReady(problem) : ReadinessResult.ready();
			};
		}

		@EventListener
		void on(ServiceStateChangedEvent event) {
			this.events.add(event.toString());
		}

		@EventListener
		void on(ServiceDegradedEvent event) {
			this.events.add(event.toString());
		}

	}

	interface ReplicaProbe extends ReadinessProbe {

	}

}
