package dev.lifecycle.graph;

/**
 * Thrown when a service that starts with the application requires one that does not.
 *
 * @since 0.1.0
 */
public final class ManualDependencyException extends InvalidGraphException {

	private final ServiceDefinition service;

	private final Dependency dependency;

	ManualDependencyException(ServiceDefinition service, Dependency dependency) {
		super("Service '" + service.name() + "' requires '" + dependency.target()
				+ "', which does not start with the application");
		this.service = service;
		this.dependency = dependency;
	}

	/**
	 * Return the service.
	 * @return the service that starts with the application
	 */
	public ServiceDefinition service() {
		return this.service;
	}

	/**
	 * Return the edge.
	 * @return the edge to the service that does not
	 */
	public Dependency dependency() {
		return this.dependency;
	}

}
