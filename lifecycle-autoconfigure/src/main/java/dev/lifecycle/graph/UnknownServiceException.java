package dev.lifecycle.graph;

import java.util.List;

/**
 * Thrown when a service requires one that does not exist.
 *
 * @since 0.1.0
 */
public final class UnknownServiceException extends InvalidGraphException {

	private final ServiceDefinition service;

	private final Dependency dependency;

	private final List<String> known;

	UnknownServiceException(ServiceDefinition service, Dependency dependency, List<String> known) {
		super("Service '" + service.name() + "' depends on unknown service '" + dependency.target() + "'");
		this.service = service;
		this.dependency = dependency;
		this.known = known;
	}

	/**
	 * Return the service.
	 * @return the dependent service
	 */
	public ServiceDefinition service() {
		return this.service;
	}

	/**
	 * Return the edge.
	 * @return the edge whose target is unknown
	 */
	public Dependency dependency() {
		return this.dependency;
	}

	/**
	 * Return the names of the services that do exist.
	 * @return the names
	 */
	public List<String> known() {
		return this.known;
	}

}
