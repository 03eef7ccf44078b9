package dev.lifecycle;

/**
 * Tells whether a service is ready. As a bean it can be the check of a service, with
 * {@link ReadinessCheck#probe()} or {@code lifecycle.services.<name>.checks}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ReadinessProbe {

	/**
	 * Check once. May block; the calling thread is interrupted when the time limit of the
	 * check is over.
	 * @return the result
	 * @throws Exception if the service is not ready; its message is the reason
	 */
	ReadinessResult check() throws Exception;

}
