package dev.lifecycle.autoconfigure;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Service;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ServiceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.never;

/**
 * Tests for services and other beans that tests replace.
 */
class MockedServicesTests {

	@Nested
	@SpringBootTest(classes = Shop.class, webEnvironment = WebEnvironment.NONE)
	class MockedService {

		@MockitoBean
		private Payment payment;

		@Autowired
		private LifecycleManager manager;

		@Autowired
		private Orders orders;

		@Test
		void mockIsReadyWithoutBeingStarted() {
			assertThat(this.manager.status("payments").state()).isEqualTo(ServiceState.READY);
			assertThat(this.manager.isReady()).isTrue();
			assertThat(this.orders.isRunning()).isTrue();
			then(this.payment).should(never()).start();
		}

	}

	@Nested
	@SpringBootTest(classes = Shop.class, webEnvironment = WebEnvironment.NONE)
	@MockitoBean(types = Payment.class)
	class SpiedService {

		@MockitoSpyBean
		private Orders orders;

		@Test
		void spyIsStarted() {
			assertThat(this.orders.isRunning()).isTrue();
			then(this.orders).should().start();
		}

	}

	@Nested
	@SpringBootTest(classes = Manual.class, webEnvironment = WebEnvironment.NONE)
	@MockitoBean(types = LifecycleManager.class)
	class MockedManager {

		@Autowired
		private Standalone service;

		@Test
		void servicesStartNonetheless() {
			assertThat(this.service.isRunning()).isTrue();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ServiceLifecycleAutoConfiguration.class)
	@Import({ Payment.class, Orders.class })
	static class Shop {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ServiceLifecycleAutoConfiguration.class)
	@Import(Standalone.class)
	static class Manual {

	}

	@Service
	@LifecycleService(name = "payments")
	static class Payment extends AbstractLifecycleService {

		@Override
		protected void onStart() {
			throw new IllegalStateException("No payment in tests");
		}

		@Override
		protected void onStop() {
		}

		@ReadinessCheck
		boolean connected() {
			return false;
		}

	}

	@Service
	@DependsOnService("payments")
	static class Orders extends AbstractLifecycleService {

		@Override
		protected void onStart() {
		}

		@Override
		protected void onStop() {
		}

	}

	@Service
	@LifecycleService
	static class Standalone extends AbstractLifecycleService {

		@Override
		protected void onStart() {
		}

		@Override
		protected void onStop() {
		}

	}

}
