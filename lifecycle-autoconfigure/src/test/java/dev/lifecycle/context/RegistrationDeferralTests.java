package dev.lifecycle.context;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RegistrationDeferral}.
 */
class RegistrationDeferralTests {

	private final RegistrationDeferral deferral = new RegistrationDeferral(Registration.class);

	private final List<String> calls = new ArrayList<>();

	@Test
	void startWhenNotReadyThenDeferred() {
		OpenRegistration registration = deferring(new OpenRegistration(this.calls));
		registration.start();
		assertThat(this.calls).isEmpty();
		this.deferral.start();
		assertThat(this.calls).containsExactly("start");
	}

	@Test
	void startWhenReadyThenNotDeferred() {
		OpenRegistration registration = deferring(new OpenRegistration(this.calls));
		this.deferral.start();
		assertThat(this.deferral.isRunning()).isTrue();
		registration.start();
		assertThat(this.calls).containsExactly("start");
	}

	@Test
	void startWhenStoppedThenDeferredAgain() {
		OpenRegistration registration = deferring(new OpenRegistration(this.calls));
		this.deferral.start();
		this.deferral.stop();
		registration.start();
		assertThat(this.calls).isEmpty();
	}

	@Test
	void eventWhenOfWebServerThenDeferred() {
		OpenRegistration registration = deferring(new OpenRegistration(this.calls));
		registration.onApplicationEvent(new ServerEvent());
		assertThat(this.calls).isEmpty();
		this.deferral.start();
		assertThat(this.calls).containsExactly("event");
	}

	@Test
	void eventWhenAnyOtherThenNotDeferred() {
		OpenRegistration registration = deferring(new OpenRegistration(this.calls));
		registration.onApplicationEvent(new ContextClosedEvent(new GenericApplicationContext()));
		assertThat(this.calls).containsExactly("event");
	}

	@Test
	void stopIsNotDeferred() {
		deferring(new OpenRegistration(this.calls)).stop();
		assertThat(this.calls).containsExactly("stop");
	}

	@Test
	void startWhenRegistrationFailsThenFails() {
		deferring(new FailingRegistration(this.calls)).start();
		assertThatIllegalArgumentException().isThrownBy(this.deferral::start).withMessage("unchecked");
	}

	@Test
	void startWhenRegistrationFailsWithCheckedExceptionThenFails() throws Exception {
		deferring(new CheckedRegistration()).start();
		assertThatIllegalStateException().isThrownBy(this.deferral::start).havingCause().withMessage("checked");
	}

	@Test
	void finalRegistrationIsLeftAlone() {
		FinalRegistration registration = new FinalRegistration();
		assertThat(deferring(registration)).isSameAs(registration);
	}

	@Test
	void otherBeanIsLeftAlone() {
		assertThat(AopUtils.isAopProxy(deferring(new ArrayList<>()))).isFalse();
	}

	@SuppressWarnings("unchecked")
	private <T> T deferring(T bean) {
		return (T) this.deferral.postProcessAfterInitialization(bean, "bean");
	}

	interface Registration {

	}

	static class OpenRegistration implements Registration, ApplicationListener<ApplicationEvent> {

		private final List<String> calls;

		OpenRegistration(List<String> calls) {
			this.calls = calls;
		}

		void start() {
			this.calls.add("start");
		}

		void stop() {
			this.calls.add("stop");
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			this.calls.add("event");
		}

	}

	static class FailingRegistration extends OpenRegistration {

		FailingRegistration(List<String> calls) {
			super(calls);
		}

		@Override
		void start() {
			throw new IllegalArgumentException("unchecked");
		}

	}

	static class CheckedRegistration implements Registration {

		void start() throws Exception {
			throw new Exception("checked");
		}

	}

	static final class FinalRegistration implements Registration {

	}

	static final class ServerEvent extends WebServerInitializedEvent {

		ServerEvent() {
			super(mock(WebServer.class));
		}

		@Override
		public WebServerApplicationContext getApplicationContext() {
			throw new UnsupportedOperationException();
		}

	}

}
