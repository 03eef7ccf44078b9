package dev.lifecycle.engine;

import java.util.List;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.text.Texts;

/**
 * What people read of a start-up that has failed.
 *
 * @param description the chain of services from what could not start to what failed, and
 * why that did, in one line; then where the thread is stuck, if one is
 * @param advice what to do; {@code null} if there is nothing to be done
 */
record FailureText(String description, @Nullable String advice) {

	/**
	 * Put a text together.
	 * @param root the service that failed; {@code null} if no single one has
	 * @param failure why
	 * @param nodes all nodes, dependencies before their dependents
	 * @return the text
	 */
	static FailureText of(@Nullable EngineNode root, Throwable failure, List<EngineNode> nodes) {
		ServiceTimeoutException timeout = Texts.causes(failure)
			.filter(ServiceTimeoutException.class::isInstance)
			.map(ServiceTimeoutException.class::cast)
			.findFirst()
			.orElse(null);
		String description = FailureChain.describe(root, failure, nodes);
		if (timeout != null && timeout.isStuck()) {
			description += "\n\n" + timeout.where();
		}
		return new FailureText(description, (failure instanceof CancellationException) ? null
				: String.join(" ", first(failure, timeout), second(root, timeout)).strip());
	}

	/**
	 * Return everything.
	 * @return the description and, after an empty line, the advice
	 */
	String text() {
		return (this.advice != null) ? this.description + "\n\n" + this.advice : this.description;
	}

	private static String first(Throwable failure, @Nullable ServiceTimeoutException timeout) {
		return KnownCause.of(failure).map(KnownCause::advice).orElseGet(() -> {
			if (timeout == null) {
				return "Correct the cause.";
			}
			return timeout.isStuck() ? "Find out what the thread waits for."
					: "Make sure that what it waits for is up and can be reached as configured.";
		});
	}

	private static String second(@Nullable EngineNode root, @Nullable ServiceTimeoutException timeout) {
		if (timeout != null) {
			return (timeout.setting() != null) ? "If it only needs more time, raise " + timeout.setting() + "." : "";
		}
		return (root != null && isDispensable(root))
				? "If the application can do without '%s', set 'lifecycle.services.%s.required=false'."
					.formatted(root.name(), root.name())
				: "";
	}

	// What a required service requires is required, whatever is configured.
	private static boolean isDispensable(EngineNode root) {
		return root.dependents.stream()
			.noneMatch((edge) -> edge.is(DependencyType.REQUIRED) && edge.dependent.isRequired());
	}

}
