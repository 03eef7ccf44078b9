package dev.lifecycle.races;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.lifecycle.ServiceState;
import dev.lifecycle.actuate.LifecycleEndpoint;
import dev.lifecycle.actuate.RaceMeters;
import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;
import dev.lifecycle.autoconfigure.ServiceLifecycleEndpointAutoConfiguration;
import dev.lifecycle.autoconfigure.ServiceLifecycleMetricsAutoConfiguration;
import dev.lifecycle.autoconfigure.ServiceLifecycleRacesAutoConfiguration;
import dev.lifecycle.races.Door.Lock;
import dev.lifecycle.races.RaceDetectionTests.HeldDoor;
import dev.lifecycle.races.RaceDetectionTests.ProviderCaller;
import dev.lifecycle.races.RaceDetectionTests.Repeating;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for races in metrics and in the endpoint.
 */
@Timeout(90)
class RaceObservationTests {

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class,
						ServiceLifecycleRacesAutoConfiguration.class, ServiceLifecycleMetricsAutoConfiguration.class,
						ServiceLifecycleEndpointAutoConfiguration.class, EndpointAutoConfiguration.class))
		.withPropertyValues("lifecycle.races.mode=report", "management.endpoints.web.exposure.include=lifecycle")
		.withBean("lock", Lock.class)
		.withUserConfiguration(HeldDoor.class);

	@Test
	void metersCountEachCallByCaller() {
		this.contextRunner.withBean(MeterRegistry.class, () -> this.registry)
			.withUserConfiguration(Repeating.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(this.registry.scrape()).contains("lifecycle_races_total{service=\"caller\"} 3.0")
					.contains("lifecycle_races_total{service=\"door\"} 0.0");
				assertThat(this.registry.get("lifecycle.races").functionCounters()).hasSize(2)
					.extracting(FunctionCounter::getId)
					.allSatisfy((id) -> {
						assertThat(id.getTags()).extracting(Tag::getKey).containsExactly("service");
						assertThat(id.getBaseUnit()).isEqualTo("races");
						assertThat(id.getDescription()).isNotBlank();
					});
			});
		assertThat(this.registry.find("lifecycle.races").meters()).isEmpty();
	}

	@Test
	void metersAreThereBeforeAnyServiceStarts() {
		this.contextRunner.withBean(MeterRegistry.class, () -> this.registry)
			.withPropertyValues("lifecycle.services.door.depends-on=caller", "lifecycle.services.caller.required=true")
			.withBean("caller", Scraper.class, this.registry)
			.run((context) -> assertThat(context.getBean(Scraper.class).scraped())
				.contains("lifecycle_races_total{service=\"door\"} 0.0"));
	}

	@Test
	void metersAreNotThereWhenOff() {
		this.contextRunner.withBean(MeterRegistry.class, () -> this.registry)
			.withPropertyValues("lifecycle.races.mode=off")
			.withUserConfiguration(ProviderCaller.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(RaceMeters.class);
				assertThat(this.registry.find("lifecycle.races").meters()).isEmpty();
				assertThat(context.getBean(LifecycleEndpoint.class).lifecycle().races()).isEmpty();
			});
	}

	@Test
	void detectionNeedsNoMicrometer() {
		this.contextRunner.withUserConfiguration(ProviderCaller.class)
			.withClassLoader(new FilteredClassLoader(Meter.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RaceDetector.class)
				.doesNotHaveBean("lifecycleRaceMeters"));
	}

	@Test
	void endpointListsRaces() {
		this.contextRunner.withUserConfiguration(ProviderCaller.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(LifecycleEndpoint.class).lifecycle().races()).singleElement()
				.satisfies((race) -> {
					assertThat(race.service()).isEqualTo("caller");
					assertThat(race.state()).isEqualTo(ServiceState.STARTING);
					assertThat(race.dependency()).isEqualTo("door");
					assertThat(race.method()).isEqualTo("HeldDoor.open()");
				});
		});
	}

}
