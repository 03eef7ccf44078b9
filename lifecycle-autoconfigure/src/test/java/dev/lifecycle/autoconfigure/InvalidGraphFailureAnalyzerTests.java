package dev.lifecycle.autoconfigure;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what users are told about services that do not form a graph, by
 * {@link InvalidGraphFailureAnalyzer} and by the discovery of services.
 */
class InvalidGraphFailureAnalyzerTests {

	private static final String SOURCE = "lifecycle.services.%s.depends-on";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class));

	@Test
	void cycleIsNamedAndDrawnAsLoop() {
		FailureAnalysis analysis = analyze(
				services("database", "auth", "chat").withPropertyValues("lifecycle.services.database.depends-on=chat",
						"lifecycle.services.auth.depends-on=database", "lifecycle.services.chat.depends-on=auth"));
		assertThat(analysis.getDescription().lines()).containsExactly(
				"Services 'database', 'chat' and 'auth' depend on each other in a circle, so that none of them can start first:",
				"", "┌─────┐", "|  database → chat  (" + SOURCE.formatted("database") + ")", "↑     ↓",
				"|  chat → auth  (" + SOURCE.formatted("chat") + ")", "↑     ↓",
				"|  auth → database  (" + SOURCE.formatted("auth") + ")", "└─────┘");
		assertThat(analysis.getAction()).startsWith("Remove one of these dependencies.");
	}

	@Test
	void longCycleIsNamedInShort() {
		FailureAnalysis analysis = analyze(
				services("a", "b", "c", "d", "e", "f", "g").withPropertyValues("lifecycle.services.a.depends-on=b",
						"lifecycle.services.b.depends-on=c", "lifecycle.services.c.depends-on=d",
						"lifecycle.services.d.depends-on=e", "lifecycle.services.e.depends-on=f",
						"lifecycle.services.f.depends-on=g", "lifecycle.services.g.depends-on=a"));
		assertThat(analysis.getDescription().lines().findFirst().orElseThrow())
			.matches("Services ('[a-g]', ){4}'[a-g]' and 2 more depend on each other in a circle, .*");
		assertThat(analysis.getDescription().lines().filter((line) -> line.contains(" → "))).hasSize(7);
	}

	@Test
	void unknownServiceComesWithCloseMatches() {
		FailureAnalysis analysis = analyze(
				services("database", "auth").withPropertyValues("lifecycle.services.auth.depends-on=databse"));
		assertThat(analysis.getDescription()).isEqualTo("Service 'auth' requires 'databse' (" + SOURCE.formatted("auth")
				+ "), but there is no service or singleton bean of that name. Did you mean 'database'?");
		assertThat(analysis.getAction())
			.isEqualTo("Correct the name, define the bean, or declare the dependency OPTIONAL if it may be absent.");
	}

	@Test
	void selfDependencyIsNamedWithItsDeclaration() {
		FailureAnalysis analysis = analyze(
				services("auth").withPropertyValues("lifecycle.services.auth.depends-on=auth"));
		assertThat(analysis.getDescription())
			.isEqualTo("The service 'auth' depends on itself (" + SOURCE.formatted("auth") + ").");
		assertThat(analysis.getAction()).isEqualTo("Remove the dependency, or name the service that was meant.");
	}

	@Test
	void unknownPhaseComesWithThoseThatExist() {
		FailureAnalysis analysis = analyze(services("auth").withPropertyValues("lifecycle.services.auth.phase=busines",
				"lifecycle.phases[0].name=infrastructure", "lifecycle.phases[1].name=business"));
		assertThat(analysis.getDescription()).contains("'auth'", "'busines', which does not exist");
		assertThat(analysis.getAction()).startsWith("Did you mean business? ").contains("infrastructure, business");
	}

	@Test
	void dependencyOnLaterPhaseComesWithPathAndWaysOut() {
		FailureAnalysis analysis = analyze(
				services("database", "auth").withPropertyValues("lifecycle.services.database.phase=infrastructure",
						"lifecycle.services.database.depends-on=auth", "lifecycle.services.auth.phase=business",
						"lifecycle.phases[0].name=infrastructure", "lifecycle.phases[1].name=business"));
		assertThat(analysis.getDescription()).contains("'database' of phase 'infrastructure'",
				"'auth' of the later phase 'business'", "database → auth  (" + SOURCE.formatted("database") + ")");
		assertThat(analysis.getAction()).contains("Move 'database' to phase 'business'",
				"move 'auth' to phase 'infrastructure'");
	}

	@Test
	void nameUsedTwiceComesWithBothDeclarations() {
		FailureAnalysis analysis = analyze(
				this.contextRunner.withBean("first", First.class).withBean("second", Second.class));
		assertThat(analysis.getDescription()).startsWith("There are two services named 'auth'")
			.contains(First.class.getName(), Second.class.getName());
		assertThat(analysis.getAction()).contains("@LifecycleService(name = ");
	}

	@Test
	void requiredServiceThatDoesNotStartByItselfIsNamed() {
		FailureAnalysis analysis = analyze(services("auth").withBean("manual", Manual.class)
			.withPropertyValues("lifecycle.services.auth.depends-on=manual"));
		assertThat(analysis.getDescription()).startsWith("The service 'auth' starts with the application")
			.contains("'manual'", "isAutoStartup()");
		assertThat(analysis.getAction())
			.isEqualTo("Let 'manual' start automatically, or make the dependency OPTIONAL.");
	}

	private ApplicationContextRunner services(String... names) {
		ApplicationContextRunner runner = this.contextRunner;
		for (String name : names) {
			runner = runner.withBean(name, Service.class);
		}
		return runner;
	}

	private static FailureAnalysis analyze(ApplicationContextRunner runner) {
		AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
		runner.run((context) -> analysis.set(analyze(context.getStartupFailure())));
		return Objects.requireNonNull(analysis.get(), "The failure is not explained");
	}

	private static @Nullable FailureAnalysis analyze(@Nullable Throwable failure) {
		if (failure instanceof FailureAnalyzedException analyzed) {
			return analyzed.analysis();
		}
		return new InvalidGraphFailureAnalyzer().analyze(Objects.requireNonNull(failure, "It has started"));
	}

	static class Service extends AbstractLifecycleService {

		@Override
		protected void onStart() {
			throw new IllegalStateException("No service should be started");
		}

		@Override
		protected void onStop() {
			throw new IllegalStateException("No service should be stopped");
		}

	}

	static class Manual extends Service {

		@Override
		public boolean isAutoStartup() {
			return false;
		}

	}

	@LifecycleService(name = "auth")
	static class First extends Service {

	}

	@LifecycleService(name = "auth")
	static class Second extends Service {

	}

}
