package dev.lifecycle.test;

import java.util.Objects;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

/**
 * Assertions about the result of a readiness check.
 *
 * @since 0.1.0
 */
public final class ReadinessResultAssert extends AbstractAssert<ReadinessResultAssert, ReadinessResult> {

	private final @Nullable Throwable thrown;

	ReadinessResultAssert(ReadinessResult actual, @Nullable Throwable thrown) {
		super(actual, ReadinessResultAssert.class);
		this.thrown = thrown;
	}

	static ReadinessResultAssert of(ReadinessProbe probe) {
		try {
			return new ReadinessResultAssert(probe.check(), null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return notReady(ex);
		}
		catch (Exception ex) {
			return notReady(ex);
		}
	}

	private static ReadinessResultAssert notReady(Exception thrown) {
		String reason = Objects.requireNonNullElse(thrown.getMessage(), thrown.getClass().getSimpleName());
		return new ReadinessResultAssert(ReadinessResult.notReady(reason), thrown);
	}

	/**
	 * Verify that the check has passed.
	 * @return this assertion
	 */
	public ReadinessResultAssert isReady() {
		isNotNull();
		if (!this.actual.isReady()) {
			throw unexpected("Expecting the check to pass but it is not ready: %s", reason());
		}
		return this;
	}

	/**
	 * Verify that the check has not passed.
	 * @return this assertion
	 */
	public ReadinessResultAssert isNotReady() {
		isNotNull();
		if (this.actual.isReady()) {
			throw unexpected("Expecting the check to be not ready but it has passed");
		}
		return this;
	}

	/**
	 * Verify that the check has not passed, and why.
	 * @param reason the complete reason
	 * @return this assertion
	 */
	public ReadinessResultAssert hasReason(String reason) {
		isNotReady();
		if (!reason.equals(this.actual.reason())) {
			throw unexpected("Expecting the check to be not ready because:%n  %s%nbut the reason is:%n  %s", reason,
					reason());
		}
		return this;
	}

	/**
	 * Verify that the check has not passed, and why.
	 * @param part a part of the reason
	 * @return this assertion
	 */
	public ReadinessResultAssert hasReasonContaining(String part) {
		isNotReady();
		if (!reason().contains(part)) {
			throw unexpected(
					"Expecting the check to be not ready because of something with:%n  %s%nbut the reason is:%n  %s",
					part, reason());
		}
		return this;
	}

	private String reason() {
		return Objects.requireNonNullElse(this.actual.reason(), "it does not say why");
	}

	private AssertionError unexpected(String message, Object... arguments) {
		AssertionError failure = failure(message, arguments);
		if (this.thrown != null) {
			failure.initCause(this.thrown);
		}
		return failure;
	}

}
