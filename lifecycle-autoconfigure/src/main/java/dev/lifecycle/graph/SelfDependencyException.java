package dev.lifecycle.graph;

/**
 * Thrown when a service depends on itself.
 *
 * @since 0.1.0
 */
public final class SelfDependencyException extends InvalidGraphException {

	private final ServiceDefinition service;

	private final Dependency dependency;

	SelfDependencyException(ServiceDefinition service, Dependency dependency) {
		super("Service '" + service.name() + "' depends on itself");
		this.service = service;
		this.dependency = dependency;
	}

	/**
	 * Return the service.
	 * @return the service
	 */
	public ServiceDefinition service() {
		return this.service;
	}

	/**
	 * Return the edge.
	 * @return the edge
	 */
	public Dependency dependency() {
		return this.dependency;
	}

}
