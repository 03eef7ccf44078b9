package dev.lifecycle.autoconfigure;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for restarts of services by hand.
 */
class RestartedServicesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class))
		.withUserConfiguration(Services.class);

	@Test
	void serviceIsRestartedWithWhoeverRequiresIt() {
		this.contextRunner.run((context) -> {
			List<String> calls = context.getBean(Services.class).calls;
			calls.clear();
			LifecycleManager manager = context.getBean(LifecycleManager.class);
			manager.restart("database").get(30, TimeUnit.SECONDS);
			assertThat(calls).containsExactly("stop chat", "stop database", "start database", "start chat");
			assertThat(manager.isReady()).isTrue();
			assertThat(context.getBean(TrafficGate.class).isOpen()).isTrue();
		});
	}

	@Test
	void serviceIsRestartedAloneIfConfigured() {
		this.contextRunner.withPropertyValues("lifecycle.restart.cascade=false").run((context) -> {
			List<String> calls = context.getBean(Services.class).calls;
			calls.clear();
			context.getBean(LifecycleManager.class).restart("database").get(30, TimeUnit.SECONDS);
			assertThat(calls).containsExactly("stop database", "start database");
		});
	}

	@Test
	void unknownServiceIsRejected() {
		this.contextRunner.run((context) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> context.getBean(LifecycleManager.class).restart("databse"))
			.withMessageContaining("databse")
			.withMessageContaining("database"));
	}

	@Test
	void nothingIsRestartedAfterStop() {
		this.contextRunner.run((context) -> {
			context.stop();
			CompletableFuture<@Nullable Void> result = context.getBean(LifecycleManager.class).restart("database");
			assertThat(result).failsWithin(30, TimeUnit.SECONDS)
				.withThrowableThat()
				.isInstanceOf(CancellationException.class);
		});
	}

	@Test
	void restartInsideStartIsRejected() {
		this.contextRunner.withBean(Reckless.class)
			.run((context) -> assertThat(context.getBean(Reckless.class).failure)
				.isInstanceOf(IllegalStateException.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Services {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		Recorded database() {
			return new Recorded("database", this.calls);
		}

		@Bean
		@DependsOnService("database")
		Recorded chat() {
			return new Recorded("chat", this.calls);
		}

	}

	static class Recorded extends AbstractLifecycleService {

		private final String name;

		private final List<String> calls;

		Recorded(String name, List<String> calls) {
			this.name = name;
			this.calls = calls;
		}

		@Override
		protected void onStart() {
			this.calls.add("start " + this.name);
		}

		@Override
		protected void onStop() {
			this.calls.add("stop " + this.name);
		}

	}

	@DependsOnService("database")
	static class Reckless extends AbstractLifecycleService {

		private final ObjectProvider<LifecycleManager> manager;

		private volatile @Nullable Throwable failure;

		Reckless(ObjectProvider<LifecycleManager> manager) {
			this.manager = manager;
		}

		@Override
		protected void onStart() {
			try {
				CompletableFuture<?> unused = this.manager.getObject().restart("database");
			}
			catch (IllegalStateException ex) {
				this.failure = ex;
			}
		}

		@Override
		protected void onStop() {
			// Nothing was started.
		}

	}

}
