package dev.lifecycle.graph;

import java.util.List;

/**
 * Thrown when a service belongs to a phase that does not exist.
 *
 * @since 0.1.0
 */
public final class UnknownPhaseException extends InvalidGraphException {

	private final ServiceDefinition service;

	private final String phase;

	private final List<String> known;

	UnknownPhaseException(ServiceDefinition service, String phase, List<String> known) {
		super("Service '" + service.name() + "' belongs to unknown phase '" + phase + "'");
		this.service = service;
		this.phase = phase;
		this.known = known;
	}

	/**
	 * Return the service.
	 * @return the service
	 */
	public ServiceDefinition service() {
		return this.service;
	}

	/**
	 * Return the name of the phase.
	 * @return the unknown name
	 */
	public String phase() {
		return this.phase;
	}

	/**
	 * Return the names of the phases that do exist.
	 * @return the names, in order
	 */
	public List<String> known() {
		return this.known;
	}

}
