package dev.lifecycle.integration;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration;
import org.springframework.boot.batch.autoconfigure.BatchJobLauncherAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what Spring itself offers to begin work does not do so before services are
 * ready.
 */
class SpringDoorsTests {

	@Test
	void scheduledMethodWaits() {
		assertThatWorkWaits("scheduled", ScheduledMethod.class);
	}

	@Test
	void applicationRunnerWaits() {
		assertThatWorkWaits("application runner", Runners.class);
	}

	@Test
	void commandLineRunnerWaits() {
		assertThatWorkWaits("command-line runner", Runners.class);
	}

	@Test
	void listenerForReadyApplicationWaits() {
		assertThatWorkWaits("ready", Listeners.class);
	}

	@Test
	void listenerForRefreshedContextWaits() {
		assertThatWorkWaits("refreshed", Listeners.class);
	}

	@Test
	void lifecycleBeanInLatePhaseWaits() {
		assertThatWorkWaits("lifecycle", LateLifecycle.class);
	}

	@Test
	void quartzWaits() {
		assertThatWorkWaits("quartz", Quartz.class);
	}

	@Test
	void quartzWaitsWhenItsPhaseIsLow() {
		assertThatWorkWaits("quartz", Quartz.class, "spring.quartz.scheduler-name=low", "test.quartz.phase=0");
	}

	@Test
	void batchJobWaits() {
		assertThatWorkWaits("batch", Batch.class);
	}

	private static void assertThatWorkWaits(String work, Class<?> configuration, String... properties) {
		try (HeldStartup startup = new HeldStartup(configuration, properties).awaitBarrier()) {
			assertThat(startup.journal()).isEmpty();
			startup.release();
			startup.awaitEntry(work);
			assertThat(startup.journal()).startsWith(HeldStartup.READY);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class ScheduledMethod {

		private final Journal journal;

		ScheduledMethod(Journal journal) {
			this.journal = journal;
		}

		@Scheduled(initialDelay = 0, fixedRate = 5, timeUnit = TimeUnit.MILLISECONDS)
		void work() {
			this.journal.add("scheduled");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Runners {

		@Bean
		ApplicationRunner applicationRunner(Journal journal) {
			return (arguments) -> journal.add("application runner");
		}

		@Bean
		CommandLineRunner commandLineRunner(Journal journal) {
			return (arguments) -> journal.add("command-line runner");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		private final Journal journal;

		Listeners(Journal journal) {
			this.journal = journal;
		}

		@EventListener(ApplicationReadyEvent.class)
		void ready() {
			this.journal.add("ready");
		}

		@EventListener(ContextRefreshedEvent.class)
		void refreshed() {
			this.journal.add("refreshed");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateLifecycle implements SmartLifecycle {

		private final Journal journal;

		private volatile boolean running;

		LateLifecycle(Journal journal) {
			this.journal = journal;
		}

		@Override
		public void start() {
			this.running = true;
			this.journal.add("lifecycle");
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(QuartzAutoConfiguration.class)
	static class Quartz {

		@Bean
		SchedulerFactoryBeanCustomizer phase(@Value("${test.quartz.phase:2147483647}") int phase) {
			return (scheduler) -> scheduler.setPhase(phase);
		}

		@Bean
		JobDetail jobDetail() {
			return JobBuilder.newJob(QuartzJob.class).withIdentity("work").storeDurably().build();
		}

		@Bean
		Trigger trigger(JobDetail jobDetail) {
			return TriggerBuilder.newTrigger()
				.forJob(jobDetail)
				.startNow()
				.withSchedule(SimpleScheduleBuilder.repeatSecondlyForever())
				.build();
		}

	}

	static class QuartzJob implements Job {

		private final Journal journal;

		QuartzJob(Journal journal) {
			this.journal = journal;
		}

		@Override
		public void execute(JobExecutionContext context) {
			this.journal.add("quartz");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ BatchAutoConfiguration.class, BatchJobLauncherAutoConfiguration.class })
	static class Batch {

		@Bean
		org.springframework.batch.core.job.Job job(JobRepository repository, Journal journal) {
			return new org.springframework.batch.core.job.builder.JobBuilder("work", repository)
				.start(new StepBuilder("work", repository).tasklet((contribution, chunk) -> {
					journal.add("batch");
					return RepeatStatus.FINISHED;
				}).build())
				.build();
		}

	}

}
