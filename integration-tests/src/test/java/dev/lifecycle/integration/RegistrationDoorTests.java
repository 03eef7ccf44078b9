package dev.lifecycle.integration;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.serviceregistry.AbstractAutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.SmartApplicationListener;

import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Spring Cloud does not register an application before its services are ready.
 */
class RegistrationDoorTests {

	@Test
	void registrationWaits() {
		assertThatRegistrationWaits(Standard.class);
	}

	@Test
	void registrationByOtherListenerWaits() {
		assertThatRegistrationWaits(LikeConsul.class);
	}

	@Test
	void registrationByLifecycleWaits() {
		assertThatRegistrationWaits(LikeEureka.class);
	}

	private static void assertThatRegistrationWaits(Class<?> configuration) {
		HeldStartup startup = new HeldStartup(WebApplicationType.SERVLET, configuration).awaitBarrier();
		assertThat(startup.journal()).isEmpty();
		startup.release().close();
		assertThat(startup.journal()).containsExactly(HeldStartup.READY, "registered open", HeldStartup.STOPPED,
				"deregistered");
	}

	@Test
	void registrationNeverHappensWhenServiceFails() {
		try (HeldStartup startup = new HeldStartup(WebApplicationType.SERVLET, Standard.class).awaitBarrier()) {
			startup.fail();
			assertThat(startup.journal()).containsExactly(HeldStartup.STOPPED);
		}
	}

	@Test
	void registrationThatFailsEndsStartup() {
		try (HeldStartup startup = new HeldStartup(WebApplicationType.SERVLET, Failing.class).awaitBarrier()) {
			startup.releaseAndFail();
			assertThat(startup.journal()).containsExactly(HeldStartup.READY, HeldStartup.STOPPED);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Registries {

		@Bean
		Registry registry(Journal journal, TrafficGate gate) {
			return new Registry(journal, gate);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Standard extends Registries {

		@Bean
		StandardRegistration registration(ApplicationContext context, Registry registry) {
			return new StandardRegistration(context, registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LikeConsul extends Registries {

		@Bean
		ConsulRegistration registration(ApplicationContext context, Registry registry) {
			return new ConsulRegistration(context, registry);
		}

		@Bean
		ConsulListener listener(ConsulRegistration registration) {
			return new ConsulListener(registration);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LikeEureka extends Registries {

		@Bean
		EurekaRegistration registration(Registry registry) {
			return new EurekaRegistration(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		StandardRegistration registration(ApplicationContext context, Journal journal, TrafficGate gate) {
			return new StandardRegistration(context, new Registry(journal, gate) {

				@Override
				public void register(@Nullable Registration registration) {
					throw new IllegalStateException("registry refuses on purpose");
				}

			});
		}

	}

	static class Registry implements ServiceRegistry<Registration> {

		private final Journal journal;

		private final TrafficGate gate;

		Registry(Journal journal, TrafficGate gate) {
			this.journal = journal;
			this.gate = gate;
		}

		@Override
		public void register(@Nullable Registration registration) {
			this.journal.add(this.gate.isOpen() ? "registered open" : "registered closed");
		}

		@Override
		public void deregister(@Nullable Registration registration) {
			this.journal.add("deregistered");
		}

		@Override
		public void close() {
		}

		@Override
		public void setStatus(Registration registration, String status) {
		}

		@Override
		@SuppressWarnings("TypeParameterUnusedInFormals")
		public <T> T getStatus(Registration registration) {
			throw new UnsupportedOperationException();
		}

	}

	static class StandardRegistration extends AbstractAutoServiceRegistration<Registration> {

		StandardRegistration(ApplicationContext context, Registry registry) {
			super(context, registry, new AutoServiceRegistrationProperties());
		}

		@Override
		@SuppressWarnings("deprecation")
		protected Object getConfiguration() {
			return "configuration";
		}

		@Override
		protected boolean isEnabled() {
			return true;
		}

		@Override
		protected boolean shouldRegisterManagement() {
			return false;
		}

		@Override
		protected Registration getRegistration() {
			return new Instance();
		}

		@Override
		protected Registration getManagementRegistration() {
			return getRegistration();
		}

	}

	/**
	 * Ignores the event, which a listener of its own handles.
	 */
	static class ConsulRegistration extends StandardRegistration {

		ConsulRegistration(ApplicationContext context, Registry registry) {
			super(context, registry);
		}

		@Override
		public void onApplicationEvent(WebServerInitializedEvent event) {
		}

	}

	static class ConsulListener implements ApplicationListener<WebServerInitializedEvent> {

		private final ConsulRegistration registration;

		ConsulListener(ConsulRegistration registration) {
			this.registration = registration;
		}

		@Override
		public void onApplicationEvent(WebServerInitializedEvent event) {
			this.registration.start();
		}

	}

	/**
	 * Starts in phase 0, and again when the web server is open.
	 */
	static class EurekaRegistration implements AutoServiceRegistration, SmartLifecycle, SmartApplicationListener {

		private final Registry registry;

		private final AtomicBoolean running = new AtomicBoolean();

		EurekaRegistration(Registry registry) {
			this.registry = registry;
		}

		@Override
		public void start() {
			if (this.running.compareAndSet(false, true)) {
				this.registry.register(new Instance());
			}
		}

		@Override
		public void stop() {
			if (this.running.compareAndSet(true, false)) {
				this.registry.deregister(new Instance());
			}
		}

		@Override
		public boolean isRunning() {
			return this.running.get();
		}

		@Override
		public int getPhase() {
			return 0;
		}

		@Override
		public boolean supportsEventType(Class<? extends ApplicationEvent> eventType) {
			return WebServerInitializedEvent.class.isAssignableFrom(eventType);
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			start();
		}

	}

	static final class Instance implements Registration {

		@Override
		public String getServiceId() {
			return "test";
		}

		@Override
		public String getHost() {
			return "localhost";
		}

		@Override
		public int getPort() {
			return 0;
		}

		@Override
		public boolean isSecure() {
			return false;
		}

		@Override
		public URI getUri() {
			return URI.create("http://localhost");
		}

		@Override
		public Map<String, String> getMetadata() {
			return Map.of();
		}

	}

}
