package dev.lifecycle.readiness;

import dev.lifecycle.ReadinessProbe;

/**
 * Creates the probe of a declared check.
 *
 * @since 0.1.0
 */
public interface ProbeFactory {

	/**
	 * Return what names the check if its declaration does not.
	 * @return a short name, such as {@code "jdbc"}
	 */
	String defaultName();

	/**
	 * Return whether the probe needs beans, so that it cannot run before there are any.
	 * @return {@code false} if {@link #create(ProbeContext)} does without a bean factory
	 */
	default boolean needsBeans() {
		return true;
	}

	/**
	 * Return whether it makes sense to repeat the check while the application runs.
	 * @return {@code false} if the result does not change after the start
	 */
	default boolean isContinuous() {
		return true;
	}

	/**
	 * Return whether a call usually ends by itself soon after its time limit, and tells
	 * better than its caller what took so long.
	 * @return {@code true} if the call is worth waiting for a little longer
	 */
	default boolean keepsTimeLimit() {
		return false;
	}

	/**
	 * Create the probe, once all singletons exist unless it {@link #needsBeans() needs
	 * none}. Opens no connection.
	 * @param context what the probe is for
	 * @return the probe, which frees its thread soon after {@link ProbeContext#timeout()}
	 * @throws org.springframework.boot.diagnostics.FailureAnalyzedException if a library
	 * or bean is missing
	 */
	ReadinessProbe create(ProbeContext context);

}
