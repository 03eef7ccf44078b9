package dev.lifecycle.autoconfigure;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Service;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ServiceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for services behind proxies.
 */
class ProxiedServiceTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class))
		.withPropertyValues("lifecycle.startup.retry.max-retries=0", "lifecycle.startup.readiness-timeout=1s");

	@ParameterizedTest
	@ValueSource(classes = { ClassProxies.class, InterfaceProxies.class })
	void runWhenServiceIsProxiedThenStartsAndStopsIt(Class<?> proxies) {
		Calls.count.set(0);
		this.contextRunner.withUserConfiguration(proxies).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(AopUtils.isAopProxy(context.getBean("mailer"))).isTrue();
			assertThat(context.getBean(LifecycleManager.class).services())
				.allMatch((service) -> service.state() == ServiceState.READY);
			assertThat(Calls.count).hasValue(11);
		});
		assertThat(Calls.count).hasValue(0);
	}

	@Test
	void runWhenClassProxyThenLifecycleMethodsReachTheService() {
		this.contextRunner.withUserConfiguration(ClassProxies.class)
			.run((context) -> assertThat(context.getBean(Mailer.class).isRunning()).isTrue());
	}

	interface Sender {

		void send();

		default boolean notOverridable() {
			return true;
		}

	}

	static final class Calls {

		static final AtomicInteger count = new AtomicInteger();

		private Calls() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	@Import({ Mailer.class, Newsletter.class })
	static class ClassProxies {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@Import({ Mailer.class, Newsletter.class })
	static class InterfaceProxies {

	}

	@Service("mailer")
	@LifecycleService
	static class Mailer extends AbstractLifecycleService implements Sender {

		private final AtomicInteger started = new AtomicInteger();

		@Override
		protected void onStart() {
			this.started.incrementAndGet();
			Calls.count.incrementAndGet();
		}

		@Override
		protected void onStop() {
			Calls.count.set(0);
		}

		@ReadinessCheck
		boolean packagePrivate() {
			return this.started.get() == 1;
		}

		@ReadinessCheck
		protected boolean forSubclasses() {
			return this.started.get() == 1;
		}

		@Override
		@ReadinessCheck
		public final boolean notOverridable() {
			return this.started.get() == 1;
		}

		@Async
		@Override
		public void send() {
		}

	}

	@Service("newsletter")
	@DependsOnService(services = Mailer.class)
	static class Newsletter extends AbstractLifecycleService implements Sender {

		@Override
		protected void onStart() {
			Calls.count.addAndGet(10);
		}

		@Override
		protected void onStop() {
		}

		@Async
		@Override
		public void send() {
		}

	}

}
