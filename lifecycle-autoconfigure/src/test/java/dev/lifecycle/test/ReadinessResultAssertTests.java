package dev.lifecycle.test;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

import static dev.lifecycle.test.ReadinessAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ReadinessResultAssert}.
 */
class ReadinessResultAssertTests {

	private static final ReadinessResult NOT_READY = ReadinessResult.notReady("No key has been loaded");

	@Test
	void isReadyWhenReadyThenPasses() {
		assertThat(ReadinessResult.ready()).isReady();
	}

	@Test
	void isReadyWhenNotReadyThenSaysWhy() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(NOT_READY).isReady())
			.withMessage("Expecting the check to pass but it is not ready: No key has been loaded");
	}

	@Test
	void isReadyWhenThereIsNoReasonThenSaysSo() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(new ReadinessResult(false, null)).isReady())
			.withMessageEndingWith("it does not say why");
	}

	@Test
	void isReadyWhenDescribedThenMessageBeginsWithIt() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(NOT_READY).as("keys").isReady())
			.withMessageStartingWith("[keys] Expecting");
	}

	@Test
	@SuppressWarnings("NullAway")
	void isReadyWhenThereIsNoResultThenFails() {
		ReadinessProbe probe = () -> null;
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(probe).isReady());
	}

	@Test
	void isNotReadyWhenNotReadyThenPasses() {
		assertThat(NOT_READY).isNotReady();
	}

	@Test
	void isNotReadyWhenReadyThenFails() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(ReadinessResult.ready()).isNotReady())
			.withMessage("Expecting the check to be not ready but it has passed");
	}

	@Test
	void hasReasonWhenEqualThenPasses() {
		assertThat(NOT_READY).hasReason("No key has been loaded");
	}

	@Test
	void hasReasonWhenDifferentThenShowsBoth() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(NOT_READY).hasReason("No key"))
			.withMessageContainingAll("  No key%n".formatted(), "  No key has been loaded");
	}

	@Test
	void hasReasonWhenReadyThenFails() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(ReadinessResult.ready()).hasReason("No key"))
			.withMessageContaining("has passed");
	}

	@Test
	void hasReasonContainingWhenContainedThenPasses() {
		assertThat(NOT_READY).hasReasonContaining("key");
	}

	@Test
	void hasReasonContainingWhenNotContainedThenShowsBoth() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(NOT_READY).hasReasonContaining("token"))
			.withMessageContainingAll("token", "No key has been loaded");
	}

	@Test
	void probeWhenReadyThenPasses() {
		ReadinessProbe probe = ReadinessResult::ready;
		assertThat(probe).isReady();
	}

	@Test
	void probeWhenItThrowsThenNotReadyWithMessage() {
		ReadinessProbe probe = () -> {
			throw new IOException("Connection refused");
		};
		assertThat(probe).isNotReady().hasReason("Connection refused");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(probe).isReady())
			.withCauseExactlyInstanceOf(IOException.class);
	}

	@Test
	void probeWhenItThrowsWithoutMessageThenTypeIsReason() {
		ReadinessProbe probe = () -> {
			throw new IOException();
		};
		assertThat(probe).hasReason("IOException");
	}

	@Test
	void probeWhenInterruptedThenNotReadyAndStillInterrupted() {
		ReadinessProbe probe = () -> {
			throw new InterruptedException("stop");
		};
		assertThat(probe).isNotReady();
		assertThat(Thread.interrupted()).isTrue();
	}

}
