package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.context.metrics.buffering.StartupTimeline.TimelineEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.metrics.StartupStep;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the steps that the start of services adds to {@code /actuator/startup}.
 */
class StartupStepsTests {

	private final BufferingApplicationStartup startup = new BufferingApplicationStartup(10_000);

	private final ApplicationContextRunner services = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class))
		.withInitializer((context) -> context.setApplicationStartup(this.startup))
		.withPropertyValues("lifecycle.startup.retry.max-retries=0");

	@Test
	void everyServiceIsAStep() {
		this.services.withUserConfiguration(Services.class).run((context) -> {
			String id = context.getBean(LifecycleManager.class).startupReport().id();
			assertThat(tags("lifecycle.service.start")).containsExactly(
					Map.of("service", "database", "phase", "database", "startupId", id, "outcome", "success"),
					Map.of("service", "chat", "releasedBy", "database", "startupId", id, "outcome", "success"));
			assertThat(tags("lifecycle.startup"))
				.containsExactly(Map.of("startupId", id, "outcome", "success", "criticalPath", "database,chat"));
			assertThat(timeline("lifecycle.service.start")).extracting((event) -> event.getStartupStep().getParentId())
				.containsOnly(timeline("lifecycle.startup").get(0).getStartupStep().getId());
		});
	}

	@Test
	void stepsLastAsLongAsTheStart() {
		this.services.withUserConfiguration(Services.class).run((context) -> {
			TimelineEvent startup = timeline("lifecycle.startup").get(0);
			TimelineEvent database = timeline("lifecycle.service.start").get(0);
			TimelineEvent chat = timeline("lifecycle.service.start").get(1);
			assertThat(database.getDuration()).isGreaterThanOrEqualTo(Database.TIME);
			assertThat(chat.getStartTime()).isAfterOrEqualTo(database.getEndTime());
			assertThat(startup.getStartTime()).isBeforeOrEqualTo(database.getStartTime());
			assertThat(startup.getEndTime()).isAfterOrEqualTo(chat.getEndTime());
		});
	}

	@Test
	void failureEndsEveryStep() {
		this.services.withUserConfiguration(Services.class)
			.withPropertyValues("fail=true")
			.run((context) -> assertThat(context).hasFailed());
		assertThat(tags("lifecycle.service.start"))
			.extracting((tags) -> tags.get("service") + " " + tags.get("outcome"))
			.containsExactly("database success", "chat failure");
		assertThat(tags("lifecycle.startup")).extracting((tags) -> tags.get("outcome")).containsExactly("failure");
		assertThat(this.startup.start("next").getParentId()).isNull();
	}

	@Test
	void cancelledStartupEndsEveryStepAsCancelled() throws InterruptedException {
		CountDownLatch starts = new CountDownLatch(1);
		Thread main = new Thread(() -> this.services.withUserConfiguration(Services.class)
			.withPropertyValues("hang=true")
			.withBean("starts", CountDownLatch.class, () -> starts)
			.run((context) -> assertThat(context).hasFailed()));
		main.start();
		assertThat(starts.await(60, TimeUnit.SECONDS)).isTrue();
		main.interrupt();
		main.join(60_000);
		assertThat(tags("lifecycle.service.start"))
			.extracting((tags) -> tags.get("service") + " " + tags.get("outcome"))
			.containsExactly("database success", "chat cancelled");
		assertThat(tags("lifecycle.startup")).extracting((tags) -> tags.get("outcome")).containsExactly("cancelled");
	}

	@Test
	void restartsAreNoSteps() {
		this.services.withUserConfiguration(Services.class).run((context) -> {
			context.getBean(LifecycleManager.class).restart("chat").get(60, TimeUnit.SECONDS);
			assertThat(timeline("lifecycle.service.start")).hasSize(2);
		});
	}

	@Test
	void secondStartOfTheContextIsAnother() {
		this.services.withUserConfiguration(Services.class).run((context) -> {
			context.getSourceApplicationContext().stop();
			context.getSourceApplicationContext().start();
			assertThat(timeline("lifecycle.service.start")).hasSize(4);
			assertThat(tags("lifecycle.startup")).extracting((tags) -> tags.get("startupId"))
				.hasSize(2)
				.doesNotHaveDuplicates();
		});
	}

	@Test
	void nothingIsRecordedWithoutServices() {
		this.services.run((context) -> assertThat(timeline("lifecycle.startup")).isEmpty());
	}

	private List<TimelineEvent> timeline(String name) {
		return this.startup.getBufferedTimeline()
			.getEvents()
			.stream()
			.filter((event) -> event.getStartupStep().getName().equals(name))
			.toList();
	}

	private List<Map<String, String>> tags(String name) {
		return timeline(name).stream()
			.map((event) -> StreamSupport.stream(event.getStartupStep().getTags().spliterator(), false)
				.collect(Collectors.toMap(StartupStep.Tag::getKey, StartupStep.Tag::getValue)))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class Services {

		@Bean
		Database database() {
			return new Database();
		}

		@Bean
		@DependsOnService("database")
		Chat chat(Environment environment, ObjectProvider<CountDownLatch> starts) {
			return new Chat(environment.getProperty("fail") != null,
					(environment.getProperty("hang") != null) ? starts.getObject() : null);
		}

	}

	@LifecycleService(phase = "database")
	static class Database extends AbstractLifecycleService {

		static final Duration TIME = Duration.ofMillis(30);

		@Override
		protected void onStart() throws Exception {
			new CountDownLatch(1).await(TIME.toMillis(), TimeUnit.MILLISECONDS);
		}

		@Override
		protected void onStop() {
		}

	}

	static class Chat extends AbstractLifecycleService {

		private final boolean fail;

		private final @Nullable CountDownLatch hangs;

		Chat(boolean fail, @Nullable CountDownLatch hangs) {
			this.fail = fail;
			this.hangs = hangs;
		}

		@Override
		protected void onStart() throws InterruptedException {
			if (this.hangs != null) {
				this.hangs.countDown();
				new CountDownLatch(1).await();
			}
			if (this.fail) {
				throw new IllegalStateException("no answer");
			}
		}

		@Override
		protected void onStop() {
		}

	}

}
