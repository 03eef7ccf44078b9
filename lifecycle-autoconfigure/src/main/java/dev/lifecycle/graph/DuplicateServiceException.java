package dev.lifecycle.graph;

/**
 * Thrown when two services have the same name.
 *
 * @since 0.1.0
 */
public final class DuplicateServiceException extends InvalidGraphException {

	private final ServiceDefinition first;

	private final ServiceDefinition second;

	DuplicateServiceException(ServiceDefinition first, ServiceDefinition second) {
		super("Duplicate service '" + first.name() + "'");
		this.first = first;
		this.second = second;
	}

	/**
	 * Return the service that has the name.
	 * @return the first definition
	 */
	public ServiceDefinition first() {
		return this.first;
	}

	/**
	 * Return the service that wants the name too.
	 * @return the second definition
	 */
	public ServiceDefinition second() {
		return this.second;
	}

}
