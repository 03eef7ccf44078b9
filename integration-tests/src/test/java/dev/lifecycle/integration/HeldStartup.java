package dev.lifecycle.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;
import dev.lifecycle.autoconfigure.ServiceLifecycleRegistrationAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A start-up on a thread of its own, which the service 'database' holds until it is
 * released. Then the service writes {@value #READY} into the journal; whatever consumes
 * work writes there too.
 */
final class HeldStartup implements AutoCloseable {

	static final String READY = "database ready";

	static final String STOPPED = "database stopped";

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Journal journal = new Journal();

	private final Control control = new Control();

	private final CompletableFuture<ConfigurableApplicationContext> startup = new CompletableFuture<>();

	private final CompletableFuture<GenericApplicationContext> prepared = new CompletableFuture<>();

	private final Thread thread;

	HeldStartup(Class<?> configuration, String... properties) {
		this(WebApplicationType.NONE, configuration, properties);
	}

	HeldStartup(WebApplicationType type, Class<?> configuration, String... properties) {
		List<String> arguments = new ArrayList<>();
		arguments.add("--spring.main.banner-mode=off");
		arguments.add("--server.port=0");
		arguments.add("--server.address=127.0.0.1");
		arguments.add("--lifecycle.startup.retry.max-retries=0");
		for (String property : properties) {
			arguments.add("--" + property);
		}
		SpringApplicationBuilder application = new SpringApplicationBuilder(Services.class, configuration).web(type)
			.initializers((context) -> {
				GenericApplicationContext generic = (GenericApplicationContext) context;
				generic.getBeanFactory().registerSingleton("journal", this.journal);
				generic.getBeanFactory().registerSingleton("control", this.control);
				this.prepared.complete(generic);
			});
		this.thread = new Thread(() -> {
			try {
				this.startup.complete(application.run(arguments.toArray(String[]::new)));
			}
			catch (Throwable ex) {
				this.startup.completeExceptionally(ex);
			}
		}, "held-startup");
		this.thread.start();
	}

	/**
	 * Wait until Spring has started all that comes before the barrier, and waits there.
	 * @return this start-up
	 */
	HeldStartup awaitBarrier() {
		await().atMost(LIMIT).until(() -> this.startup.isDone() || isAtBarrier());
		assertThat(this.startup).isNotDone();
		return this;
	}

	private boolean isAtBarrier() {
		return this.thread.getState() == Thread.State.WAITING && Stream.of(this.thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().endsWith(".StartupBarrier"));
	}

	<T> T bean(Class<T> type) {
		return this.prepared.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join().getBean(type);
	}

	List<String> journal() {
		return this.journal.entries();
	}

	void awaitEntry(String entry) {
		await().atMost(LIMIT).until(() -> this.journal.entries().contains(entry));
	}

	ConfigurableApplicationContext release() {
		this.control.latch.countDown();
		return this.startup.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
	}

	/**
	 * Let the service fail.
	 */
	void fail() {
		this.control.failing.set(true);
		releaseAndFail();
	}

	/**
	 * Let the service get ready, and something after it fail.
	 */
	void releaseAndFail() {
		this.control.latch.countDown();
		assertThat(this.startup).failsWithin(LIMIT);
	}

	@Override
	public void close() {
		this.control.latch.countDown();
		this.startup.thenAccept(ConfigurableApplicationContext::close)
			.exceptionally((failure) -> null)
			.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
			.join();
	}

	/**
	 * Shared by the test and the service.
	 */
	static final class Control {

		private final CountDownLatch latch = new CountDownLatch(1);

		private final AtomicBoolean failing = new AtomicBoolean();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class,
			ServiceLifecycleAutoConfiguration.class, ServiceLifecycleRegistrationAutoConfiguration.class,
			TomcatServletWebServerAutoConfiguration.class })
	static class Services {

		@Bean
		@LifecycleService
		Database database(Journal journal, Control control) {
			return new Database(journal, control);
		}

	}

	static final class Database extends AbstractLifecycleService {

		private final Journal journal;

		private final Control control;

		Database(Journal journal, Control control) {
			this.journal = journal;
			this.control = control;
		}

		@Override
		protected void onStart() throws InterruptedException {
			this.control.latch.await();
			if (this.control.failing.get()) {
				throw new IllegalStateException("failing on purpose");
			}
			this.journal.add(READY);
		}

		@Override
		protected void onStop() {
			this.journal.add(STOPPED);
		}

	}

}
