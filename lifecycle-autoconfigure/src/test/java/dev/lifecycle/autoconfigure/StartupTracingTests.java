package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.observation.DefaultServiceStartObservationConvention;
import dev.lifecycle.observation.LifecycleObservations;
import dev.lifecycle.observation.LifecycleTracingObservationHandler;
import dev.lifecycle.observation.ServiceStartObservationContext;
import dev.lifecycle.observation.ServiceStartObservationConvention;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the spans of start-ups, with OpenTelemetry as Boot configures it.
 */
class StartupTracingTests {

	private final Exporter exporter = new Exporter();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ApplicationContextRunner services = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleMetricsAutoConfiguration.class,
				ServiceLifecycleObservationAutoConfiguration.class, ServiceLifecycleTracingAutoConfiguration.class))
		.withUserConfiguration(Services.class)
		.withPropertyValues("lifecycle.startup.retry.max-retries=0");

	private final ApplicationContextRunner observed = this.services
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class));

	private final ApplicationContextRunner traced = this.observed
		.withConfiguration(
				AutoConfigurations.of(MetricsAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
						OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class))
		.withBean(MeterRegistry.class, () -> this.meters)
		.withBean(SpanExporter.class, () -> this.exporter)
		.withPropertyValues("management.tracing.sampling.probability=1");

	@Test
	void parentIsTheDependencyThatReleasedTheService() {
		this.traced.run((context) -> assertThat(context).hasNotFailed());
		Map<String, SpanData> spans = this.exporter.byName();
		assertThat(spans).containsOnlyKeys("start-up", "start database", "start cache", "start chat", "start backend");
		assertThat(spans.values()).extracting(SpanData::getTraceId).containsOnly(span(spans, "start-up").getTraceId());
		assertThat(span(spans, "start-up").getParentSpanId()).isEqualTo(SpanId.getInvalid());
		assertThat(parents(spans)).isEqualTo(Map.of("start database", "start-up", "start cache", "start-up",
				"start chat", "start database", "start backend", "start chat"));
	}

	@Test
	void timesAreThoseOfTheServices() {
		this.traced.run((context) -> {
			Services services = context.getBean(Services.class);
			context.close();
			Map<String, SpanData> spans = this.exporter.byName();
			SpanData startup = span(spans, "start-up");
			for (String name : List.of("database", "cache", "chat", "backend")) {
				SpanData span = span(spans, "start " + name);
				Timed bean = services.byName(name);
				assertThat(begin(span)).isBeforeOrEqualTo(bean.begin).isAfterOrEqualTo(begin(startup));
				assertThat(end(span)).isAfterOrEqualTo(bean.end).isBeforeOrEqualTo(end(startup));
				assertThat(events(span)).containsExactly("validating");
			}
			assertThat(begin(span(spans, "start chat"))).isAfterOrEqualTo(end(span(spans, "start database")));
			assertThat(begin(span(spans, "start backend"))).isAfterOrEqualTo(end(span(spans, "start chat")));
		});
	}

	@Test
	void independentServicesOverlap() {
		this.traced.run((context) -> assertThat(context).hasNotFailed());
		SpanData database = span(this.exporter.byName(), "start database");
		SpanData cache = span(this.exporter.byName(), "start cache");
		assertThat(begin(database)).isBefore(end(cache));
		assertThat(begin(cache)).isBefore(end(database));
	}

	@Test
	void timesDoNotDependOnSlowHandlers() {
		CountDownLatch latch = new CountDownLatch(1);
		this.traced.withBean(ObservationHandler.class, () -> new BlockingHandler(latch)).run((context) -> {
			Instant started = Instant.now();
			latch.countDown();
			context.close();
			assertThat(this.exporter.byName()).hasSize(5).allSatisfy((name, span) -> {
				assertThat(begin(span)).isBefore(started);
				assertThat(end(span)).isBefore(started);
			});
		});
	}

	@Test
	void spansTellServicePhaseAndStartup() {
		this.traced.run((context) -> {
			String id = context.getBean(LifecycleManager.class).startupReport().id();
			context.close();
			assertThat(attributes(span(this.exporter.byName(), "start chat"))).containsEntry("service", "chat")
				.containsEntry("phase", "none")
				.containsEntry("outcome", "success")
				.containsEntry("exception", "none")
				.containsEntry("startup.id", id)
				.containsEntry("released.by", "database")
				.containsKey("waited");
			assertThat(attributes(span(this.exporter.byName(), "start database"))).containsEntry("phase", "database")
				.containsEntry("released.by", "none");
			assertThat(attributes(span(this.exporter.byName(), "start-up"))).containsEntry("startup.id", id)
				.containsEntry("outcome", "success")
				.containsEntry("critical.path", "database → chat → backend");
		});
	}

	@Test
	void failureIsToldWithoutSecrets() {
		this.traced.withPropertyValues("chat.failure=cannot connect to redis://user:hunter2@host")
			.run((context) -> assertThat(context).hasFailed());
		Map<String, SpanData> spans = this.exporter.byName();
		assertThat(spans).containsOnlyKeys("start-up", "start database", "start cache", "start chat");
		assertThat(span(spans, "start chat").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(span(spans, "start chat").getStatus().getDescription())
			.isEqualTo("cannot connect to redis://******@host");
		assertThat(attributes(span(spans, "start chat"))).containsEntry("outcome", "failure")
			.containsEntry("exception", "IllegalStateException");
		assertThat(span(spans, "start-up").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(attributes(span(spans, "start-up"))).containsEntry("outcome", "failure");
		assertThat(spans.values().toString()).doesNotContain("hunter2");
	}

	@Test
	void eachStartOfTheContextIsATraceOfItsOwn() {
		this.traced.run((context) -> {
			context.getSourceApplicationContext().stop();
			context.getSourceApplicationContext().start();
			context.close();
		});
		List<SpanData> startups = this.exporter.named("start-up");
		assertThat(startups).hasSize(2);
		assertThat(startups).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
		assertThat(startups).extracting((span) -> attributes(span).get("startup.id")).doesNotHaveDuplicates();
		assertThat(this.exporter.named("start chat")).extracting(SpanData::getTraceId)
			.containsExactlyElementsOf(startups.stream().map(SpanData::getTraceId).toList());
	}

	@Test
	void restartIsATraceOfItsOwn() {
		this.traced.run((context) -> {
			context.getBean(LifecycleManager.class).restart("chat").get(60, TimeUnit.SECONDS);
			context.close();
		});
		SpanData chat = this.exporter.named("start chat").get(1);
		SpanData backend = this.exporter.named("start backend").get(1);
		assertThat(chat.getParentSpanId()).isEqualTo(SpanId.getInvalid());
		assertThat(chat.getTraceId()).isNotEqualTo(this.exporter.named("start-up").get(0).getTraceId());
		assertThat(backend.getParentSpanId()).isEqualTo(chat.getSpanId());
		assertThat(attributes(chat)).containsEntry("startup.id", "none");
	}

	@Test
	void observationsMakeNoTimersOfTheirOwn() {
		this.traced.run((context) -> {
			context.close();
			assertThat(this.exporter.byName()).hasSize(5);
			assertThat(this.meters.getMeters()).extracting((meter) -> meter.getId().getName())
				.contains("lifecycle.startup", "lifecycle.service.start")
				.doesNotContain("lifecycle.startup.active", "lifecycle.service.start.active",
						"lifecycle.service.start.validating");
			assertThat(this.meters.find("lifecycle.service.start").meters())
				.allSatisfy((meter) -> assertThat(meter.getId().getTag("stage")).isNotNull());
			assertThat(this.meters.find("lifecycle.startup").meters())
				.allSatisfy((meter) -> assertThat(meter.getId().getTags()).hasSize(1));
		});
	}

	@Test
	void conventionCanBeReplaced() {
		this.traced
			.withBean(ServiceStartObservationConvention.class, () -> new DefaultServiceStartObservationConvention() {

				@Override
				public String getContextualName(ServiceStartObservationContext context) {
					return "own " + context.getService();
				}

			})
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(this.exporter.byName()).containsKeys("own database", "own chat");
	}

	@Test
	void observationsCanBeTurnedOff() {
		this.traced.withPropertyValues("management.observations.enable.lifecycle=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(this.exporter.spans).isEmpty();
	}

	@Test
	void failingHandlerHarmsNothing() {
		this.traced.withBean(ObservationHandler.class, FailingHandler::new)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void handlersWithoutTracingAreTold() {
		Collection<String> told = new ConcurrentLinkedQueue<>();
		this.observed.withBean(ObservationHandler.class, () -> new RecordingHandler(told))
			.run((context) -> assertThat(context).doesNotHaveBean(LifecycleTracingObservationHandler.class));
		assertThat(told).contains("lifecycle.startup", "lifecycle.service.start").hasSize(5);
	}

	@Test
	void backsOffWithoutRegistry() {
		this.services.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LifecycleObservations.class));
	}

	@Test
	void backsOffWithoutMicrometer() {
		this.services.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("lifecycleObservations"));
	}

	@Test
	void backsOffWithoutTracing() {
		this.observed.withClassLoader(new FilteredClassLoader(Tracer.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LifecycleObservations.class)
				.doesNotHaveBean("lifecycleTracingObservationHandler"));
	}

	@Test
	void nothingRunsWithoutHandlers() {
		this.observed.run((context) -> {
			assertThat(context.getBean(ObservationRegistry.class).isNoop()).isTrue();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("lifecycle-observations");
		});
	}

	@Test
	void backsOffWhenDisabled() {
		this.traced.withPropertyValues("lifecycle.enabled=false", "alone=true")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LifecycleObservations.class)
				.doesNotHaveBean(LifecycleTracingObservationHandler.class));
	}

	private static SpanData span(Map<String, SpanData> spans, String name) {
		return Objects.requireNonNull(spans.get(name), name);
	}

	private static Map<String, String> parents(Map<String, SpanData> spans) {
		Map<String, String> names = spans.values()
			.stream()
			.collect(Collectors.toMap(SpanData::getSpanId, SpanData::getName));
		return spans.values()
			.stream()
			.filter((span) -> names.containsKey(span.getParentSpanId()))
			.collect(Collectors.toMap(SpanData::getName, (span) -> names.get(span.getParentSpanId())));
	}

	private static Instant begin(SpanData span) {
		return Instant.EPOCH.plus(Duration.ofNanos(span.getStartEpochNanos()));
	}

	private static Instant end(SpanData span) {
		return Instant.EPOCH.plus(Duration.ofNanos(span.getEndEpochNanos()));
	}

	private static List<String> events(SpanData span) {
		return span.getEvents().stream().map(EventData::getName).toList();
	}

	private static Map<String, Object> attributes(SpanData span) {
		return span.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> keyOf(entry.getKey()), Map.Entry::getValue));
	}

	private static String keyOf(AttributeKey<?> key) {
		return key.getKey();
	}

	/**
	 * Keeps what is exported, also after its shutdown.
	 */
	static final class Exporter implements SpanExporter {

		private final Collection<SpanData> spans = new ConcurrentLinkedQueue<>();

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			this.spans.addAll(spans);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

		Map<String, SpanData> byName() {
			return this.spans.stream().collect(Collectors.toMap(SpanData::getName, Function.identity()));
		}

		List<SpanData> named(String name) {
			return this.spans.stream().filter((span) -> span.getName().equals(name)).toList();
		}

	}

	static class BlockingHandler implements ObservationHandler<Observation.Context> {

		private final CountDownLatch latch;

		BlockingHandler(CountDownLatch latch) {
			this.latch = latch;
		}

		@Override
		public void onStart(Observation.Context context) {
			try {
				this.latch.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	static class FailingHandler implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			throw new IllegalStateException("handler");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	static class RecordingHandler implements ObservationHandler<Observation.Context> {

		private final Collection<String> told;

		RecordingHandler(Collection<String> told) {
			this.told = told;
		}

		@Override
		public void onStop(Observation.Context context) {
			this.told.add(context.getName());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Services {

		// Both independent services are starting at the same time.
		private final CountDownLatch both = new CountDownLatch(2);

		private final Map<String, Timed> beans = new ConcurrentHashMap<>();

		Timed byName(String name) {
			return Objects.requireNonNull(this.beans.get(name));
		}

		private Timed add(String name, Timed bean) {
			this.beans.put(name, bean);
			return bean;
		}

		private @Nullable CountDownLatch together(Environment environment) {
			return environment.containsProperty("alone") ? null : this.both;
		}

		@Bean
		@LifecycleService(phase = "database")
		Timed database(Environment environment) {
			return add("database", new Timed(together(environment), null));
		}

		@Bean
		@LifecycleService(phase = "database")
		Timed cache(Environment environment) {
			return add("cache", new Timed(together(environment), null));
		}

		@Bean
		@DependsOnService("database")
		Timed chat(Environment environment) {
			return add("chat", new Timed(null, environment.getProperty("chat.failure")));
		}

		@Bean
		@DependsOnService("chat")
		Timed backend() {
			return add("backend", new Timed(null, null));
		}

	}

	static class Timed extends AbstractLifecycleService {

		private final @Nullable CountDownLatch together;

		private final @Nullable String failure;

		private volatile Instant begin = Instant.MAX;

		private volatile Instant end = Instant.MIN;

		Timed(@Nullable CountDownLatch together, @Nullable String failure) {
			this.together = together;
			this.failure = failure;
		}

		@Override
		protected void onStart() throws Exception {
			this.begin = Instant.now();
			if (this.together != null) {
				this.together.countDown();
				this.together.await();
			}
			this.end = Instant.now();
			if (this.failure != null) {
				throw new IllegalStateException(this.failure);
			}
		}

		@Override
		protected void onStop() {
		}

	}

}
