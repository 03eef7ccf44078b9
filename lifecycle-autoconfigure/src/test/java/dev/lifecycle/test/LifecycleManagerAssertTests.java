package dev.lifecycle.test;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.lifecycle.ServiceState;

import static dev.lifecycle.test.ReadinessAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LifecycleManagerAssert}.
 */
class LifecycleManagerAssertTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Duration SHORT = Duration.ofMillis(30);

	@Test
	void isReadyWhenReadyThenPasses() {
		assertThat(ready()).isReady();
	}

	@Test
	void isReadyWhenNotReadyThenShowsAllServices() {
		FixedManager manager = notReady().service("authentication", ServiceState.READY, null,
				List.of("optional service 'cache' is not ready"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(manager).isReady())
			.withMessage(
					"""
							Expecting the application to be ready but it is not.
							The services of the application:
							  db              NOT_READY since 2026-01-02T03:04:05Z, ping: no answer within 1.0 s
							  authentication  READY since 2026-01-02T03:04:05Z, degraded: optional service 'cache' is not ready"""
						.replace("\n", System.lineSeparator()));
	}

	@Test
	void isReadyWhenDescribedThenMessageBeginsWithIt() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(notReady()).as("shop").isReady())
			.withMessageStartingWith("[shop] Expecting");
	}

	@Test
	void isNotReadyWhenNotReadyThenPasses() {
		assertThat(notReady()).isNotReady();
	}

	@Test
	void isNotReadyWhenReadyThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(ready()).isNotReady())
			.withMessageContainingAll("not to be ready but it is", "db  READY");
	}

	@Test
	void becomesReadyWhenReadyThenPasses() {
		assertThat(ready()).becomesReady(LONG);
	}

	@Test
	void becomesReadyWhenItDoesNotThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(notReady()).becomesReady(SHORT))
			.withMessageContainingAll("to become ready within PT0.03S", "db  NOT_READY");
	}

	@Test
	void becomesReadyWhenInterruptedThenFailsAndStaysInterrupted() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(notReady()).becomesReady(LONG))
			.withMessage("Interrupted while waiting");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void becomesNotReadyWhenItDoesThenPasses() {
		assertThat(ready().then(ready()).then(notReady())).becomesNotReady(LONG);
	}

	@Test
	void becomesNotReadyWhenItDoesNotThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(ready()).becomesNotReady(SHORT))
			.withMessageContainingAll("not to be ready any more within PT0.03S", "db  READY");
	}

	@Test
	void becomesNotReadyWhenInterruptedThenFailsAndStaysInterrupted() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(ready()).becomesNotReady(LONG))
			.withMessage("Interrupted while waiting");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void isNotDegradedWhenNoneIsThenPasses() {
		assertThat(ready()).isNotDegraded();
	}

	@Test
	void isNotDegradedWhenOneIsThenNamesIt() {
		FixedManager manager = ready().service("chat", ServiceState.READY, null, List.of("lag: 60 s behind"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(manager).isNotDegraded())
			.withMessageContainingAll("degraded but these are: [chat]", "degraded: lag: 60 s behind");
	}

	@Test
	void hasServicesWhenThereThenPasses() {
		assertThat(ready().service("chat", ServiceState.READY)).hasServices("chat");
	}

	@Test
	void hasServicesWhenOneIsMissingThenNamesIt() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(ready()).hasServices("db", "chat"))
			.withMessageContainingAll("to have services [db, chat] but it has no [chat]", "db  READY");
	}

	@Test
	void hasOnlyServicesWhenNoOthersThenPasses() {
		assertThat(ready().service("chat", ServiceState.READY)).hasOnlyServices("chat", "db");
	}

	@Test
	void hasOnlyServicesWhenOthersThenNamesThem() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(ready().service("chat", ServiceState.READY)).hasOnlyServices("chat"))
			.withMessageContaining("only services [chat] but it also has [db]");
	}

	@Test
	void hasNoServicesWhenNoneThenPasses() {
		assertThat(new FixedManager()).hasNoServices();
	}

	@Test
	void hasNoServicesWhenSomeThenFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(ready()).hasNoServices())
			.withMessageContaining("to have no services but it has some");
	}

	@Test
	void serviceWhenThereIsNoneThenSaysSo() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(new FixedManager()).service("db").isReady())
			.withMessageContainingAll("it has no [db]", "The application has no services.");
	}

	@Test
	void serviceWhenDescribedThenMessageBeginsWithIt() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(ready()).as("shop").service("db").isNotReady())
			.withMessageStartingWith("[shop] Expecting");
	}

	private static FixedManager ready() {
		return new FixedManager().service("db", ServiceState.READY);
	}

	private static FixedManager notReady() {
		return new FixedManager().service("db", ServiceState.NOT_READY, "ping: no answer within 1.0 s", List.of());
	}

}
