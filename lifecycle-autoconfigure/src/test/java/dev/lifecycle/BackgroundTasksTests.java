package dev.lifecycle;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the background tasks of {@link AbstractLifecycleService}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(OutputCaptureExtension.class)
class BackgroundTasksTests {

	private static final Duration MILLISECOND = Duration.ofMillis(1);

	private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final WorkingService service = new WorkingService();

	@AfterEach
	void releaseTasks() {
		this.release.countDown();
		this.service.stop();
	}

	@Test
	void taskRunsOnDaemonThreadNamedAfterService() throws Exception {
		this.service.work = (service) -> service.background("reader",
				() -> this.events.add(Thread.currentThread().getName() + Thread.currentThread().isDaemon()));
		this.service.start();
		assertThat(next()).isEqualTo("WorkingService-readertrue");
	}

	@Test
	void taskAsleepEndsBeforeServiceIsStopped() throws Exception {
		this.service.work = (service) -> service.background("sleeper", () -> {
			this.events.add("asleep");
			try {
				new CountDownLatch(1).await(1, TimeUnit.DAYS);
			}
			finally {
				this.events.add("awake");
			}
		});
		this.service.start();
		assertThat(next()).isEqualTo("asleep");
		this.service.stop();
		assertThat(next()).isEqualTo("awake");
		assertThat(next()).isEqualTo("onStop");
		assertThat(this.service.backgroundFailures()).isZero();
	}

	@Test
	void taskIsRepeatedUntilStop() throws Exception {
		this.service.work = (service) -> service.backgroundEvery("tick", MILLISECOND, () -> this.events.add("tick"));
		this.service.start();
		assertThat(next()).isEqualTo("tick");
		assertThat(next()).isEqualTo("tick");
		this.service.stop();
		this.events.removeIf("tick"::equals);
		assertThat(this.events).containsExactly("onStop");
	}

	@Test
	void repetitionPausesForInterval() throws Exception {
		this.service.work = (service) -> service.backgroundEvery("tick", Duration.ofDays(1),
				() -> this.events.add("tick"));
		this.service.start();
		assertThat(next()).isEqualTo("tick");
		this.service.stop();
		assertThat(next()).isEqualTo("onStop");
	}

	@Test
	void failuresAreCountedLoggedOncePerKindAndEndNoRepetition(CapturedOutput output) throws Exception {
		AtomicInteger runs = new AtomicInteger();
		SynchronousQueue<Integer> handover = new SynchronousQueue<>();
		this.service.work = (service) -> service.backgroundEvery("flaky", MILLISECOND, () -> {
			int run = runs.incrementAndGet();
			handover.put(run);
			if (run % 2 == 0) {
				throw new IllegalStateException("broken " + run);
			}
			throw new StackOverflowError("deep " + run);
		});
		this.service.start();
		for (int i = 1; i <= 5; i++) {
			assertThat(handover.take()).isEqualTo(i);
		}
		await().atMost(30, TimeUnit.SECONDS).until(() -> this.service.backgroundFailures() >= 4);
		this.service.stop();
		assertThat(output).contains("'flaky'", "WorkingService", "deep 1", "broken 2")
			.doesNotContain("deep 3", "broken 4");
	}

	@Test
	void failureIsLoggedWithoutSecrets() {
		Logger logger = (Logger) LoggerFactory.getLogger(BackgroundTasks.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.list = new CopyOnWriteArrayList<>();
		log.start();
		logger.addAppender(log);
		try {
			this.service.work = (service) -> service.background("poll", () -> {
				throw new IllegalStateException("Cannot connect to amqp://user:hunter2@broker:5672");
			});
			this.service.start();
			await().atMost(30, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(log.list).filteredOn((event) -> event.getLevel() == Level.ERROR)
					.singleElement()
					.satisfies((event) -> {
						assertThat(event.getFormattedMessage())
							.isEqualTo("Background task 'poll' of WorkingService failed: Cannot connect to "
									+ "amqp://******@broker:5672 (further failures of this kind are only counted)");
						assertThat(event.getThrowableProxy()).isNull();
					}));
		}
		finally {
			logger.detachAppender(log);
		}
	}

	@Test
	void strayInterruptEndsNoRepetition() throws Exception {
		AtomicBoolean interrupted = new AtomicBoolean();
		this.service.work = (service) -> service.backgroundEvery("tick", MILLISECOND, () -> {
			this.events.add("tick");
			if (interrupted.compareAndSet(false, true)) {
				Thread.currentThread().interrupt();
			}
		});
		this.service.start();
		assertThat(next()).isEqualTo("tick");
		assertThat(next()).isEqualTo("tick");
	}

	@Test
	void taskThatDoesNotEndIsReportedAndAbandoned(CapturedOutput output) throws Exception {
		this.service.stopTimeout = MILLISECOND;
		this.service.work = (service) -> service.background("stubborn", () -> {
			this.events.add("running");
			holdOut();
		});
		this.service.start();
		assertThat(next()).isEqualTo("running");
		this.service.stop();
		assertThat(next()).isEqualTo("onStop");
		assertThat(output).contains("WorkingService-stubborn", "abandoned", "holdOut");
		assertThat(this.service.abandonedTasks()).extracting(Thread::getName)
			.containsExactly("WorkingService-stubborn");
		this.release.countDown();
		await().atMost(30, TimeUnit.SECONDS).until(() -> this.service.abandonedTasks().isEmpty());
	}

	@Test
	void taskThatRunsWhenStopIsInterruptedIsAbandoned() throws Exception {
		this.service.work = (service) -> service.background("stubborn", () -> {
			this.events.add("running");
			holdOut();
		});
		this.service.start();
		assertThat(next()).isEqualTo("running");
		Thread.currentThread().interrupt();
		this.service.stop();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.service.abandonedTasks()).extracting(Thread::getName)
			.containsExactly("WorkingService-stubborn");
	}

	@Test
	void taskMayStopItsService() throws Exception {
		this.service.start();
		this.service.background("last", () -> {
			this.service.stop();
			this.events.add("interrupted " + Thread.currentThread().isInterrupted());
		});
		assertThat(next()).isEqualTo("onStop");
		assertThat(next()).isEqualTo("interrupted false");
	}

	@Test
	void tasksOfFailedStartAreStopped() throws Exception {
		this.service.work = (service) -> {
			service.background("orphan", () -> {
				try {
					new CountDownLatch(1).await();
				}
				finally {
					this.events.add("ended");
				}
			});
			throw new IllegalStateException("no");
		};
		assertThatIllegalStateException().isThrownBy(this.service::start).withMessage("no");
		assertThat(this.service.isRunning()).isFalse();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("WorkingService-orphan");
	}

	@Test
	void taskOfStoppedServiceIsRejected() {
		assertThatIllegalStateException().isThrownBy(() -> this.service.background("late", () -> {
		})).withMessageContaining("'late'");
		this.service.start();
		this.service.background("in time", () -> {
		});
		this.service.stop();
		assertThatIllegalStateException().isThrownBy(() -> this.service.background("late", () -> {
		}));
	}

	@Test
	void intervalMustBePositive() {
		this.service.start();
		assertThatIllegalArgumentException().isThrownBy(() -> this.service.backgroundEvery("t", Duration.ZERO, () -> {
		})).withMessageContaining("more than zero");
	}

	private void holdOut() {
		while (this.release.getCount() > 0) {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				this.events.add("ignored");
				this.events.remove("ignored");
			}
		}
	}

	private String next() throws InterruptedException {
		String event = this.events.poll(30, TimeUnit.SECONDS);
		return (event != null) ? event : "nothing";
	}

	private final class WorkingService extends AbstractLifecycleService {

		private volatile Consumer<WorkingService> work = (service) -> {
		};

		private volatile Duration stopTimeout = Duration.ofSeconds(30);

		@Override
		protected void onStart() {
			this.work.accept(this);
		}

		@Override
		protected void onStop() {
			BackgroundTasksTests.this.events.add("onStop");
		}

		@Override
		protected Duration stopTimeout() {
			return this.stopTimeout;
		}

	}

}
