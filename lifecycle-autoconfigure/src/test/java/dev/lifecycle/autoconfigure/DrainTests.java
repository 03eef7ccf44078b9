package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code lifecycle.shutdown.drain}.
 */
class DrainTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class))
		.withUserConfiguration(Services.class);

	@Test
	void nothingStopsBeforeTrafficHasBeenRefusedForAWhile() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=200ms").run((context) -> {
			Services services = context.getBean(Services.class);
			long begin = System.nanoTime();
			context.close();
			assertThat(services.calls).containsExactly("start", "REFUSING_TRAFFIC", "stop last", "stop");
			assertThat(Duration.ofNanos(services.stoppedAt - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
		});
	}

	@Test
	void nothingIsWaitedForByDefault() {
		this.contextRunner.run((context) -> {
			Services services = context.getBean(Services.class);
			context.close();
			assertThat(services.calls).containsExactly("start", "stop last", "stop");
		});
	}

	@Test
	void negativeTimeIsRejected() {
		this.contextRunner.withPropertyValues("lifecycle.shutdown.drain=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'lifecycle.shutdown.drain' must not be negative"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Services {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private volatile long stoppedAt;

		@EventListener
		void availabilityChanged(AvailabilityChangeEvent<ReadinessState> event) {
			this.calls.add(event.getState().name());
		}

		@Bean
		SmartLifecycle last() {
			return new SmartLifecycle() {

				private volatile boolean running;

				@Override
				public void start() {
					this.running = true;
				}

				@Override
				public void stop() {
					Services.this.stoppedAt = System.nanoTime();
					Services.this.calls.add("stop last");
					this.running = false;
				}

				@Override
				public boolean isRunning() {
					return this.running;
				}

			};
		}

		@Bean
		@LifecycleService
		AbstractLifecycleService service() {
			return new AbstractLifecycleService() {

				@Override
				protected void onStart() {
					Services.this.calls.add("start");
				}

				@Override
				protected void onStop() {
					Services.this.calls.add("stop");
				}

			};
		}

	}

}
