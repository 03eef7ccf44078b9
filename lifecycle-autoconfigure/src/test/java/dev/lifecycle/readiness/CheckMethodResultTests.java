package dev.lifecycle.readiness;

import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for what {@link MethodProbe} makes of the results of methods.
 */
class CheckMethodResultTests {

	private static final ReadinessResult NO_KEYS = ReadinessResult.notReady("No keys");

	private final Methods methods = new Methods();

	@Test
	void checkWhenHealthIsUpThenReady() throws Exception {
		assertThat(check("healthUp")).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenHealthIsDownThenSaysWhy() throws Exception {
		assertThat(check("healthDown"))
			.isEqualTo(ReadinessResult.notReady("health is DOWN: java.io.IOException: no route"));
	}

	@Test
	void checkWhenHealthIsOutOfServiceThenSaysSo() throws Exception {
		assertThat(check("healthOutOfService")).isEqualTo(ReadinessResult.notReady("health is OUT_OF_SERVICE"));
	}

	@Test
	void checkWhenFutureCompletesLaterThenItsValue() throws Exception {
		this.methods.future.completeOnTimeout(true, 50, TimeUnit.MILLISECONDS);
		assertThat(check("future")).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenFutureIsFalseThenNotReady() throws Exception {
		this.methods.future.complete(false);
		assertThat(check("future")).isEqualTo(ReadinessResult.notReady("future() returned false"));
	}

	@Test
	void checkWhenFutureIsNullThenNotReady() throws Exception {
		this.methods.future.complete(null);
		assertThat(check("future")).isEqualTo(ReadinessResult.notReady("future() returned null"));
	}

	@Test
	void checkWhenFutureFailsThenItsCause() {
		this.methods.future.completeExceptionally(new IOException("no route"));
		assertThatIOException().isThrownBy(() -> check("future")).withMessage("no route");
	}

	@Test
	void checkWhenFutureOfVoidCompletesThenReady() throws Exception {
		assertThat(check("futureOfVoid")).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenStageOfResultThenThatResult() throws Exception {
		assertThat(check("stageOfResult")).isEqualTo(NO_KEYS);
	}

	@Test
	void checkWhenThereIsNoStageThenNotReady() throws Exception {
		assertThat(check("noStage")).isEqualTo(ReadinessResult.notReady("noStage() returned null"));
	}

	@Test
	void checkWhenInterruptedThenFutureOfTheBeanIsLeftAlone() throws Exception {
		assertThat(interrupt("future")).isInstanceOf(InterruptedException.class);
		assertThat(this.methods.future).isNotDone();
		assertThat(this.methods.future.getNumberOfDependents()).isZero();
		this.methods.future.complete(true);
		assertThat(check("future")).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenMonoOfHealthIsDownThenSaysWhy() throws Exception {
		assertThat(check("monoOfHealth")).isEqualTo(ReadinessResult.notReady("health is DOWN: broken"));
	}

	@Test
	void checkWhenMonoCompletesLaterThenItsValue() throws Exception {
		assertThat(check("laterMono")).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenMonoOfVoidCompletesThenReady() throws Exception {
		assertThat(check("monoOfVoid")).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenMonoIsEmptyThenNotReady() throws Exception {
		assertThat(check("emptyMono")).isEqualTo(ReadinessResult.notReady("emptyMono() returned null"));
	}

	@Test
	void checkWhenMonoFailsThenItsError() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> check("failedMono")).withMessage("no route");
	}

	@Test
	void checkWhenInterruptedThenSubscriptionIsCancelled() throws Exception {
		assertThat(interrupt("hungMono")).isInstanceOf(InterruptedException.class);
		assertThat(this.methods.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void returnTypeWhenOfValuesThenSupported() {
		assertThat(Methods.class.getDeclaredMethods()).filteredOn((method) -> !method.isSynthetic())
			.allSatisfy((method) -> assertThat(CheckReturnType.of(method, Methods.class).isSupported()).isTrue());
	}

	@Test
	void returnTypeWhenVariableIsKnownThenSupported() {
		assertThat(CheckReturnType.of(method(Generic.class, "check"), OfBoolean.class).isSupported()).isTrue();
	}

	@Test
	void returnTypeWhenVariableIsUnknownThenNotSupported() {
		assertThat(CheckReturnType.of(method(Generic.class, "check"), Generic.class).isSupported()).isFalse();
	}

	@Test
	void returnTypeWhenOtherThenNotSupported() {
		assertThat(Unsupported.class.getDeclaredMethods()).filteredOn((method) -> !method.isSynthetic())
			.hasSize(8)
			.allSatisfy((method) -> assertThat(CheckReturnType.of(method, Unsupported.class).isSupported()).isFalse());
	}

	private ReadinessResult check(String method) throws Exception {
		return probe(method).check();
	}

	private MethodProbe probe(String method) {
		return new MethodProbe(this.methods, method(Methods.class, method));
	}

	private static Method method(Class<?> type, String name) {
		return Objects.requireNonNull(ReflectionUtils.findMethod(type, name));
	}

	private Throwable interrupt(String method) throws Exception {
		MethodProbe probe = probe(method);
		return Checks.interrupt(new ProbeFactory() {

			@Override
			public String defaultName() {
				return method;
			}

			@Override
			public MethodProbe create(ProbeContext context) {
				return probe;
			}

		}, (thread) -> this.methods.called.await());
	}

	static class Methods {

		final CompletableFuture<@Nullable Boolean> future = new CompletableFuture<>();

		final CountDownLatch called = new CountDownLatch(1);

		final CountDownLatch cancelled = new CountDownLatch(1);

		Health healthUp() {
			return Health.up().build();
		}

		Health healthDown() {
			return Health.down(new IOException("no route")).build();
		}

		Health healthOutOfService() {
			return Health.outOfService().build();
		}

		CompletableFuture<@Nullable Boolean> future() {
			this.called.countDown();
			return this.future;
		}

		CompletableFuture<Void> futureOfVoid() {
			return CompletableFuture.allOf();
		}

		CompletionStage<ReadinessResult> stageOfResult() {
			return CompletableFuture.completedStage(NO_KEYS);
		}

		@Nullable CompletionStage<Boolean> noStage() {
			return null;
		}

		Mono<Health> monoOfHealth() {
			return Mono.just(Health.down().withDetail("error", "broken").build());
		}

		Mono<Boolean> laterMono() {
			return Mono.delay(Duration.ofMillis(50)).thenReturn(true);
		}

		Mono<Void> monoOfVoid() {
			return Mono.empty();
		}

		Mono<Boolean> emptyMono() {
			return Mono.empty();
		}

		Mono<Boolean> failedMono() {
			return Mono.error(new IOException("no route"));
		}

		Mono<Boolean> hungMono() {
			return Mono.<Boolean>never()
				.doOnSubscribe((subscription) -> this.called.countDown())
				.doOnCancel(this.cancelled::countDown);
		}

	}

	abstract static class Unsupported {

		abstract String text();

		abstract boolean[] several();

		abstract CompletionStage<?> unknown();

		abstract CompletionStage<Boolean[]> arrayLater();

		abstract Mono<String> textLater();

		abstract Flux<Boolean> stream();

		@SuppressWarnings("rawtypes")
		abstract Mono raw();

		abstract Mono<Mono<Boolean>> nested();

	}

	abstract static class Generic<T> {

		abstract CompletionStage<T> check();

	}

	abstract static class OfBoolean extends Generic<Boolean> {

	}

}
