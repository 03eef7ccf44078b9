package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.actuate.HistoryDescriptor;
import dev.lifecycle.actuate.HistoryMeters;
import dev.lifecycle.actuate.LifecycleDescriptor;
import dev.lifecycle.actuate.LifecycleEndpoint;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.history.HistorySummary;
import dev.lifecycle.history.StartupHistory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ServiceLifecycleHistoryAutoConfiguration} and
 * {@link ServiceLifecycleMetricsAutoConfiguration}.
 */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class ServiceLifecycleHistoryAutoConfigurationTests {

	private static final Duration HOUR = Duration.ofHours(1);

	@TempDir
	private Path directory;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner withoutHistory = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleHistoryAutoConfiguration.class,
				ServiceLifecycleMetricsAutoConfiguration.class, ServiceLifecycleEndpointAutoConfiguration.class))
		.withPropertyValues("lifecycle.startup.retry.max-retries=0",
				"management.endpoints.jmx.exposure.include=lifecycle", "spring.jmx.enabled=true")
		.withBean(MeterRegistry.class, () -> this.registry)
		.withUserConfiguration(Services.class);

	private ApplicationContextRunner contextRunner() {
		return this.withoutHistory.withPropertyValues("lifecycle.history.directory=" + this.directory,
				"spring.application.name=shop");
	}

	@Test
	void backsOffWithoutDirectory() {
		this.withoutHistory.run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(StartupHistory.class)
				.doesNotHaveBean(HistoryMeters.class);
			assertThat(context.getBean(LifecycleEndpoint.class).lifecycle().history()).isNull();
			assertThat(this.registry.find("lifecycle.startup.success").meter()).isNull();
		});
	}

	@Test
	void directoryCanBeTakenBack() {
		contextRunner().withPropertyValues("lifecycle.history.directory=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(StartupHistory.class));
	}

	@Test
	void directoryIsNotTheWorkingDirectoryByAccident() {
		contextRunner().withPropertyValues("lifecycle.history.directory=")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("'lifecycle.history.directory' must not be empty but is ''"));
	}

	@Test
	void backsOffWhenDisabled() {
		contextRunner().withPropertyValues("lifecycle.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(StartupHistory.class));
	}

	@Test
	void backsOffWithoutMicrometer() {
		contextRunner().withClassLoader(new FilteredClassLoader(Meter.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(StartupHistory.class)
				.doesNotHaveBean("lifecycleHistoryMeters"));
	}

	@Test
	void sizeIsLimited() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ServiceLifecycleProperties.History(null, 0))
			.withMessage("'lifecycle.history.size' must be from 1 to 1000 but is '0'");
		assertThatIllegalArgumentException().isThrownBy(() -> new ServiceLifecycleProperties.History(null, 1001))
			.withMessageContaining("'lifecycle.history.size'");
	}

	@Test
	void startupIsWrittenWithTimesOfPhasesAndServices() throws IOException {
		contextRunner().run((context) -> assertThat(context).hasNotFailed());
		Properties startup = load(onlyFile());
		assertThat(startup).containsEntry("outcome", "success")
			.containsOnlyKeys("format", "begun", "duration", "outcome", "phase.database", "service.database",
					"service.chat");
	}

	@Test
	void applicationWithoutServicesHasNoHistory() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
					ServiceLifecycleAutoConfiguration.class, ServiceLifecycleHistoryAutoConfiguration.class,
					ServiceLifecycleMetricsAutoConfiguration.class))
			.withPropertyValues("lifecycle.history.directory=" + this.directory)
			.withBean(MeterRegistry.class, () -> this.registry)
			.run((context) -> assertThat(context).hasSingleBean(StartupHistory.class));
		assertThat(this.directory).isEmptyDirectory();
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void failedStartupIsWritten() throws IOException {
		contextRunner().withPropertyValues("chat.fails=true").run((context) -> assertThat(context).hasFailed());
		assertThat(load(onlyFile())).containsEntry("outcome", "failure")
			.containsKey("service.database")
			.doesNotContainKey("service.chat");
	}

	@Test
	void cancelledStartupIsNotWritten() throws InterruptedException {
		CountDownLatch chatStarts = new CountDownLatch(1);
		Thread main = new Thread(() -> contextRunner().withPropertyValues("chat.hangs=true")
			.withBean("starts", CountDownLatch.class, () -> chatStarts)
			.run((context) -> assertThat(context).hasFailed()));
		main.start();
		assertThat(chatStarts.await(60, TimeUnit.SECONDS)).isTrue();
		main.interrupt();
		main.join(60_000);
		assertThat(main.isAlive()).isFalse();
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void secondStartOfContextIsNotWritten() throws IOException {
		contextRunner().run((context) -> {
			context.stop();
			context.start();
		});
		assertThat(load(onlyFile())).containsEntry("outcome", "success");
	}

	@Test
	void successRatioIsOfLatestStartupsAndThisOne() {
		contextRunner().withPropertyValues("chat.fails=true").run((context) -> assertThat(context).hasFailed());
		contextRunner().run((context) -> {
			awaitHistory(context.getBean(StartupHistory.class));
			assertThat(gauge("lifecycle.startup.success")).isEqualTo(0.5);
			LifecycleDescriptor lifecycle = context.getBean(LifecycleEndpoint.class).lifecycle();
			assertThat(Objects.requireNonNull(lifecycle.history()).startups()).isOne();
			assertThat(lifecycle.history().failures()).isOne();
			assertThat(lifecycle.history().duration()).isNull();
		});
		contextRunner().withPropertyValues("lifecycle.history.size=1").run((context) -> {
			awaitHistory(context.getBean(StartupHistory.class));
			assertThat(gauge("lifecycle.startup.success")).isOne();
		});
	}

	@Test
	void slowStartupSaysSoInLogAndEndpointAndMeters(CapturedOutput output) throws IOException {
		writeStartups(3, Duration.ofMillis(1));
		contextRunner().withPropertyValues("chat.pause-millis=2000").run((context) -> {
			StartupHistory history = context.getBean(StartupHistory.class);
			await().atMost(60, TimeUnit.SECONDS).until(() -> Objects.requireNonNull(history.summary()).slow() != null);
			assertThat(output).contains("instead of the usual 1 ms (median of 3 start-ups): 'chat' ")
				.contains(" (usually 1 ms)");
			assertThat(gauge("lifecycle.startup.slowdown")).isGreaterThan(2);
			assertThat(gauge("lifecycle.startup.usual")).isEqualTo(0.001);
			assertThat(this.registry.get("lifecycle.service.slowdown").tag("service", "chat").gauge().value())
				.isGreaterThan(2);
			assertThat(this.registry.get("lifecycle.phase.slowdown").tag("phase", "database").gauge().value())
				.isNotNaN();
			LifecycleDescriptor lifecycle = context.getBean(LifecycleEndpoint.class).lifecycle();
			HistoryDescriptor.Slow slow = Objects.requireNonNull(Objects.requireNonNull(lifecycle.history()).slow());
			assertThat(slow.usual()).isOne();
			assertThat(slow.duration()).isGreaterThanOrEqualTo(50);
			assertThat(slow.services().get(0).service()).isEqualTo("chat");
			assertThat(slow.services().get(0).usual()).isOne();
			assertThat(lifecycle.history().services().get("chat")).hasToString("Usual[median=1, spread=0, count=3]");
		});
	}

	@Test
	void startupAsUsualIsNotSlow(CapturedOutput output) throws IOException {
		writeStartups(3, HOUR);
		contextRunner().run((context) -> awaitHistory(context.getBean(StartupHistory.class)));
		assertThat(output).doesNotContain("instead of the usual");
		assertThat(files()).hasSize(4);
	}

	@Test
	void startupUnderWayIsComparedAndExpectedToTakeAsLongAsUsual() throws Exception {
		writeStartups(3, HOUR);
		contextRunner().withPropertyValues("chat.observes=true").run((context) -> {
			Chat chat = context.getBean(Chat.class);
			assertThat(chat.remaining).isBetween(HOUR.minusMinutes(5), HOUR);
			assertThat(chat.slowdown).isBetween(0.0, 0.1);
			assertThat(chat.slowdownOfPhase).isBetween(0.0, 0.1);
			assertThat(chat.slowdownOfService).isNaN();
		});
	}

	@Test
	void overdueStartupIsEstimatedAsWithoutHistory() throws IOException {
		writeStartups(1, Duration.ZERO);
		contextRunner().withPropertyValues("chat.observes=true").run((context) -> {
			Chat chat = context.getBean(Chat.class);
			assertThat(chat.remaining).isLessThan(Duration.ofMinutes(5)).isPositive();
			assertThat(context.getBean(StartupProgress.class)).isInstanceOf(HistoryProgress.class);
		});
	}

	@Test
	void unusableDirectoryDoesNotFailTheApplication(CapturedOutput output) throws IOException {
		Files.createFile(this.directory.resolve("shop"));
		contextRunner().run((context) -> {
			assertThat(context).hasNotFailed();
			StartupHistory history = context.getBean(StartupHistory.class);
			awaitHistory(history);
			assertThat(history.successRatio()).isOne();
			await().atMost(60, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(output).contains("The start-up cannot be written to "));
		});
		assertThat(output).containsOnlyOnce("Earlier start-ups cannot be read from ")
			.containsOnlyOnce("The start-up cannot be written to ");
	}

	@Test
	void registryIsLeftWithoutGaugesWhenContextIsClosed() {
		contextRunner()
			.run((context) -> assertThat(this.registry.find("lifecycle.service.slowdown").gauges()).hasSize(2));
		assertThat(this.registry.find("lifecycle.service.slowdown").gauges()).isEmpty();
		assertThat(this.registry.find("lifecycle.startup.success").gauge()).isNull();
	}

	@Test
	void servicesFoundLateHaveGaugesToo() {
		contextRunner().withUserConfiguration(Late.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(this.registry.find("lifecycle.service.slowdown").tag("service", "late").gauge()).isNotNull();
			assertThat(this.registry.find("lifecycle.phase.slowdown").tag("phase", "services").gauge()).isNotNull();
			assertThat(this.registry.find("lifecycle.service.slowdown").gauges()).hasSize(3);
			assertThat(this.registry.find("lifecycle.startup.success").gauges()).hasSize(1);
		});
		assertThat(this.registry.find("lifecycle.service.slowdown").gauges()).isEmpty();
	}

	@Test
	void noThreadIsLeftWhenContextIsClosed() {
		contextRunner().run((context) -> assertThat(context).hasNotFailed());
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("lifecycle-history")));
	}

	private double gauge(String name) {
		return this.registry.get(name).gauge().value();
	}

	private static void awaitHistory(StartupHistory history) {
		await().atMost(60, TimeUnit.SECONDS).until(() -> {
			HistorySummary summary = history.summary();
			return summary != null;
		});
	}

	private void writeStartups(int count, Duration duration) throws IOException {
		Path history = Files.createDirectories(this.directory.resolve("shop"));
		long millis = duration.toMillis();
		for (int i : IntStream.range(0, count).toArray()) {
			Files.writeString(history.resolve("0176732304567%d-1-00000000.properties".formatted(i)), """
					format=1
					begun=2026-01-02T03:04:05.678Z
					outcome=success
					duration=%1$d
					phase.database=%1$d
					service.database=%1$d
					service.chat=%1$d
					""".formatted(millis));
		}
	}

	private Path onlyFile() throws IOException {
		List<Path> files = files();
		assertThat(files).hasSize(1);
		return files.get(0);
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory.resolve("shop"))) {
			return files.toList();
		}
	}

	private static Properties load(Path file) throws IOException {
		Properties properties = new Properties();
		properties.load(Files.newBufferedReader(file));
		return properties;
	}

	@Configuration(proxyBeanMethods = false)
	static class Services {

		@Bean
		@LifecycleService(phase = "database")
		Quiet database() {
			return new Quiet();
		}

		@Bean
		Chat chat(ApplicationContext context) {
			return new Chat(context);
		}

	}

	/**
	 * Only the bean itself shows that it is a service.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Late {

		@Bean
		Object late() {
			return new LateService();
		}

	}

	@LifecycleService(phase = "services")
	static class LateService {

	}

	static class Quiet extends AbstractLifecycleService {

		@Override
		protected void onStart() throws Exception {
		}

		@Override
		protected void onStop() {
		}

	}

	@DependsOnService("database")
	static class Chat extends Quiet {

		private final ApplicationContext context;

		private Duration remaining = Duration.ZERO;

		private double slowdown;

		private double slowdownOfPhase;

		private double slowdownOfService;

		Chat(ApplicationContext context) {
			this.context = context;
		}

		@Override
		protected void onStart() throws Exception {
			Environment environment = this.context.getEnvironment();
			if (environment.containsProperty("chat.observes")) {
				observe();
			}
			if (environment.containsProperty("chat.fails")) {
				throw new IllegalStateException("out of order");
			}
			long pause = environment.getProperty("chat.pause-millis", Long.class, 0L);
			if (environment.containsProperty("chat.hangs")) {
				this.context.getBean("starts", CountDownLatch.class).countDown();
				pause = HOUR.toMillis();
			}
			assertThat(new CountDownLatch(1).await(pause, TimeUnit.MILLISECONDS)).isFalse();
		}

		private void observe() {
			StartupHistory history = this.context.getBean(StartupHistory.class);
			awaitHistory(history);
			this.remaining = this.context.getBean(StartupProgress.class).remaining();
			this.slowdown = history.slowdown();
			this.slowdownOfPhase = history.slowdownOfPhase("database");
			this.slowdownOfService = history.slowdownOfService("chat");
		}

	}

}
