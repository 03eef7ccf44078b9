package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.StartupFailedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for services that are waited for before beans are created.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class EarlyServicesTests {

	private static final String WAITING = "Waiting for [postgres] before beans are created";

	private int port;

	@BeforeEach
	void findPort() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = server.getLocalPort();
		}
		Application.created.set(0);
	}

	@AfterEach
	void noThreadIsLeft() {
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("lifecycle-")));
	}

	@Test
	void beansAreCreatedOnceTheServiceAnswers(CapturedOutput output) throws Exception {
		CompletableFuture<ConfigurableApplicationContext> application = CompletableFuture
			.supplyAsync(() -> run("await=before-beans"));
		await().atMost(60, TimeUnit.SECONDS)
			.until(() -> output.getOut().contains(WAITING) && output.getOut().contains("'postgres' VALIDATING"));
		assertThat(Application.created).hasValue(0);
		try (ServerSocket server = new ServerSocket()) {
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			ConfigurableApplicationContext context = application.get();
			assertThat(context.getBean(LifecycleManager.class).isReady()).isTrue();
			assertThat(output.getOut().split("Start-up complete", -1)).hasSize(2);
			context.close();
		}
	}

	@Test
	void failureNamesServiceAndReasonWhenTimeIsOver(CapturedOutput output) {
		assertThatExceptionOfType(StartupFailedException.class)
			.isThrownBy(() -> run("await=before-beans", "readiness-timeout=3s"))
			.withMessageContaining("postgres: not ready within 3.0 s")
			.withMessageContaining("localhost:" + this.port);
		assertThat(Application.created).hasValue(0);
		assertThat(output).contains("APPLICATION FAILED TO START");
	}

	@Test
	void optionalServiceIsDoneWithoutWhenTimeIsOver(CapturedOutput output) {
		SpringApplication application = application(WithoutServices.class);
		application.run(arguments("await=before-beans", "readiness-timeout=100ms", "required=false")).close();
		assertThat(output).contains(WAITING).contains("'postgres' FAILED");
	}

	@Test
	void serviceThatNobodyRequiresIsDoneWithoutWhenTimeIsOver() {
		SpringApplication application = application(OptionalApplication.class);
		application.run(arguments("await=before-beans", "readiness-timeout=100ms")).close();
	}

	@Test
	void nothingIsWaitedForWithoutAutoConfiguration(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Unconfigured.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(arguments("await=before-beans")).close();
		assertThat(output).doesNotContain("before beans are created");
	}

	@Test
	void nothingIsWaitedForWhenServiceIsInOrder(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> run("await=in-order", "readiness-timeout=100ms"));
		assertThat(Application.created).hasValue(1);
		assertThat(output).doesNotContain("before beans are created");
	}

	@Test
	void nothingIsWaitedForWhenDisabled(CapturedOutput output) {
		start("--lifecycle.enabled=false", "--lifecycle.services.postgres.await=before-beans",
				"--lifecycle.services.postgres.checks[0].tcp=localhost:" + this.port)
			.close();
		assertThat(output).doesNotContain("before beans are created");
	}

	@Test
	void failureSaysWhatToDoWhenNoCheckWorksWithoutBeans(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> start("--lifecycle.services.postgres.await=before-beans",
					"--lifecycle.services.postgres.checks[0].bean=probe"))
			.withMessageContaining("lifecycle.services.postgres.await is 'before-beans', but no check");
		assertThat(output).contains("or set 'await' to 'in-order'");
	}

	@Test
	void interruptEndsTheWait(CapturedOutput output) throws Exception {
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				run("await=before-beans");
			}
			catch (Throwable ex) {
				failure.complete(ex);
			}
		});
		thread.start();
		await().atMost(60, TimeUnit.SECONDS).until(() -> output.getOut().contains(WAITING));
		thread.interrupt();
		assertThat(failure.get(60, TimeUnit.SECONDS)).isInstanceOf(StartupFailedException.class);
		assertThat(Application.created).hasValue(0);
	}

	@Test
	void waitComesAfterListenersOfTheEvent() throws IOException {
		try (ServerSocket server = new ServerSocket()) {
			SpringApplication application = application(Application.class);
			application.addListeners((ApplicationListener<ApplicationPreparedEvent>) (event) -> bind(server));
			application.run(arguments("await=before-beans", "readiness-timeout=100ms")).close();
		}
		assertThat(Application.created).hasValue(1);
	}

	private void bind(ServerSocket server) {
		try {
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ConfigurableApplicationContext run(String... settings) {
		return start(arguments(settings));
	}

	private String[] arguments(String... settings) {
		List<String> arguments = new ArrayList<>();
		arguments.add("--lifecycle.services.postgres.checks[0].tcp=localhost:" + this.port);
		Stream.of(settings).map((setting) -> "--lifecycle.services.postgres." + setting).forEach(arguments::add);
		return arguments.toArray(String[]::new);
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		return application(Application.class).run(arguments);
	}

	private static SpringApplication application(Class<?> configuration) {
		SpringApplication application = new SpringApplication(configuration);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setRegisterShutdownHook(false);
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ServiceLifecycleAutoConfiguration.class,
			ServiceLifecycleDisabledAutoConfiguration.class })
	static class Application {

		static final AtomicInteger created = new AtomicInteger();

		@Bean
		@DependsOnService("postgres")
		Object shop() {
			created.incrementAndGet();
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unconfigured {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ServiceLifecycleAutoConfiguration.class)
	static class OptionalApplication {

		@Bean
		@DependsOnService(value = "postgres", type = DependencyType.OPTIONAL)
		Object shop() {
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ServiceLifecycleAutoConfiguration.class)
	static class WithoutServices {

	}

}
