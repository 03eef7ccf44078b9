package dev.lifecycle.context;

import java.util.concurrent.CompletionStage;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;

import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link ServiceDiscovery} rejects.
 */
class ServiceDiscoveryFailureTests {

	@Test
	void discoverWhenUnknownRequiredThenCloseMatches() {
		assertFailure(new Discovery().bean("chat", Chat.class).bean("dataBase", Plain.class))
			.withMessage("Service 'chat' requires 'database1' (%s), but there is no service or singleton bean of that "
					+ "name. Did you mean 'dataBase'?", Chat.class.getName());
	}

	@Test
	void discoverWhenUnknownRequiredOfBeanMethodThenNamesMethod() {
		assertFailure(new Discovery(), MethodConfiguration.class)
			.withMessageContaining(MethodConfiguration.class.getName() + ".chat()");
	}

	@Test
	void discoverWhenUnknownTypeThenNamesIt() {
		assertFailure(new Discovery().bean("typed", Typed.class)).withMessage(
				"Service 'typed' requires a bean of type %s (%s), but there is none.", Plain.class.getName(),
				Typed.class.getName());
	}

	@Test
	void discoverWhenAmbiguousTypeThenCandidates() {
		assertFailure(new Discovery().bean("typed", Typed.class).bean("a", Plain.class).bean("b", Plain.class))
			.withMessageContaining("which 2 beans have: 'a', 'b'.")
			.satisfies((failure) -> assertThat(failure.analysis().getAction()).contains("@Primary",
					"@DependsOnService(\"a\")"));
	}

	@Test
	void discoverWhenSeveralPrimaryThenAmbiguous() {
		assertFailure(new Discovery().bean("typed", Typed.class)
			.with((context) -> context.registerBean("a", Plain.class, (definition) -> definition.setPrimary(true)))
			.with((context) -> context.registerBean("b", Plain.class, (definition) -> definition.setPrimary(true)))
			.bean("c", Plain.class)).withMessageContaining("which 2 beans have: 'a', 'b'.");
	}

	@Test
	void discoverWhenPrototypeThenRejected() {
		assertFailure(new Discovery().with((context) -> context.registerBean("auth", Service.class,
				(definition) -> definition.setScope("prototype"))))
			.withMessage("Bean 'auth' (%s) has scope 'prototype' but is annotated as a service. Only singleton beans "
					+ "can be services.", Service.class.getName());
	}

	@Test
	void discoverWhenDependencyIsPrototypeThenRejected() {
		assertFailure(new Discovery().bean("chat", Chat.class)
			.with((context) -> context.registerBean("database1", Plain.class,
					(definition) -> definition.setScope("prototype"))))
			.withMessageContaining("service 'chat' depends on it (%s)", Chat.class.getName());
	}

	@Test
	void discoverWhenSameNameTwiceThenNamesBoth() {
		assertFailure(new Discovery().bean("a", Named.class).bean("b", Named.class)).withMessage(
				"There are two services named 'same': bean 'a' (%1$s) and bean 'b' (%1$s).", Named.class.getName());
	}

	@Test
	void discoverWhenUnknownSettingsThenCloseMatches() {
		assertFailure(new Discovery().settings("autth").bean("auth", Service.class)).withMessage(
				"lifecycle.services.autth: there is no service or singleton bean named 'autth'. Did you mean 'auth'?");
	}

	@Test
	void discoverWhenAmbiguousSettingsThenCandidates() {
		assertFailure(new Discovery().settings("authapi").bean("auth-api", Plain.class).bean("authApi", Plain.class))
			.withMessage("lifecycle.services.authapi: 'authapi' can mean any of 'auth-api', 'authApi'.");
	}

	@Test
	void discoverWhenUnknownTargetOfSettingsThenNamesProperty() {
		assertFailure(new Discovery().settings("auth", Dependency.on("nowhere")).bean("auth", Plain.class))
			.withMessageContaining("(lifecycle.services.auth.depends-on)");
	}

	@Test
	void discoverWhenStartTimeoutUnreadableThenNamesClass() {
		assertFailure(new Discovery().bean("slow", Unreadable.class)).withMessage(
				"'startTimeout' of @LifecycleService on %s is 'soon', which is not a duration.",
				Unreadable.class.getName());
	}

	@Test
	void discoverWhenPlaceholderUnresolvedThenNamesClass() {
		assertFailure(new Discovery().bean("slow", Placeholder.class))
			.withMessageContaining("'timeout' of @DependsOnService")
			.withMessageContaining("'${missing}'");
	}

	@Test
	void discoverWhenTimeoutNotPositiveThenNamesMethod() {
		assertFailure(new Discovery().bean("slow", NotPositive.class)).withMessage(
				"'timeout' of @ReadinessCheck on %s.check() is '0s', which is not positive.",
				NotPositive.class.getName());
	}

	@Test
	void discoverWhenNothingNamedThenRejected() {
		assertFailure(new Discovery().bean("nothing", Nothing.class))
			.withMessage("@DependsOnService on %s names no service.", Nothing.class.getName());
	}

	@Test
	void discoverWhenCheckIsPrivateThenRejected() {
		assertFailure(new Discovery().bean("bad", PrivateCheck.class))
			.withMessage("@ReadinessCheck method %s.check() is private.", PrivateCheck.class.getName());
	}

	@Test
	void discoverWhenCheckIsStaticThenRejected() {
		assertFailure(new Discovery().bean("bad", StaticCheck.class)).withMessageContaining("is static");
	}

	@Test
	void discoverWhenCheckTakesArgumentsThenRejected() {
		assertFailure(new Discovery().bean("bad", ArgumentCheck.class)).withMessageContaining("takes arguments");
	}

	@Test
	void discoverWhenCheckReturnsAnythingElseThenRejected() {
		assertFailure(new Discovery().bean("bad", StringCheck.class)).withMessageContaining("returns java.lang.String");
	}

	@Test
	void discoverWhenCheckPromisesAnythingElseThenRejected() {
		assertFailure(new Discovery().bean("bad", StreamCheck.class))
			.withMessage("@ReadinessCheck method %s.check() returns reactor.core.publisher.Flux<java.lang.Boolean>.",
					StreamCheck.class.getName())
			.satisfies((failure) -> assertThat(failure.analysis().getAction()).contains("CompletionStage or Mono of"));
	}

	@Test
	void discoverWhenCheckPromisesNobodyKnowsWhatThenRejected() {
		assertFailure(new Discovery().bean("bad", UnknownCheck.class))
			.withMessageContaining("returns java.util.concurrent.CompletionStage<?>");
	}

	@Test
	void discoverWhenClassCheckWithoutHealthThenRejected() {
		assertFailure(new Discovery().bean("bad", ClassCheck.class))
			.withMessage("@ReadinessCheck on %s does not say what to check.", ClassCheck.class.getName());
	}

	@Test
	void discoverWhenBeanMethodCheckWithoutHealthThenRejected() {
		assertFailure(new Discovery(), CheckConfiguration.class).withMessage(
				"@ReadinessCheck on %s.bean() does not say what to check.", CheckConfiguration.class.getName());
	}

	@Test
	void discoverWhenMethodCheckWithHealthThenRejected() {
		assertFailure(new Discovery().bean("bad", HealthMethod.class))
			.withMessageContaining(HealthMethod.class.getName() + ".check()")
			.withMessageContaining("has 'health = \"db\"'");
	}

	private static ThrowableAssertAlternative<FailureAnalyzedException> assertFailure(Discovery discovery,
			Class<?>... components) {
		return assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> discovery.discover(components))
			.satisfies((failure) -> assertThat(failure.analysis().getAction()).isNotBlank());
	}

	static class Plain {

	}

	@LifecycleService
	static class Service {

	}

	@DependsOnService("database1")
	static class Chat {

	}

	@Configuration
	static class MethodConfiguration {

		@Bean
		@DependsOnService("nowhere")
		Plain chat() {
			return new Plain();
		}

	}

	@DependsOnService(services = Plain.class)
	static class Typed {

	}

	@LifecycleService(name = "same")
	static class Named {

	}

	@LifecycleService(startTimeout = "soon")
	static class Unreadable {

	}

	@DependsOnService(value = "x", timeout = "${missing}")
	static class Placeholder {

	}

	static class NotPositive {

		@ReadinessCheck(timeout = "0s")
		void check() {
		}

	}

	@DependsOnService
	static class Nothing {

	}

	static class PrivateCheck {

		@SuppressWarnings("unused")
		@ReadinessCheck
		private void check() {
		}

	}

	static class StaticCheck {

		@ReadinessCheck
		static void check() {
		}

	}

	static class ArgumentCheck {

		@ReadinessCheck
		void check(String argument) {
		}

	}

	abstract static class StreamCheck {

		@ReadinessCheck
		abstract Flux<Boolean> check();

	}

	abstract static class UnknownCheck {

		@ReadinessCheck
		abstract CompletionStage<?> check();

	}

	static class StringCheck {

		@ReadinessCheck
		String check() {
			return "";
		}

	}

	@ReadinessCheck
	static class ClassCheck {

	}

	@Configuration
	static class CheckConfiguration {

		@Bean
		@ReadinessCheck
		Plain bean() {
			return new Plain();
		}

	}

	static class HealthMethod {

		@ReadinessCheck(health = "db")
		void check() {
		}

	}

}
