package dev.lifecycle.graph;

/**
 * Thrown when two phases have the same name.
 *
 * @since 0.1.0
 */
public final class DuplicatePhaseException extends InvalidGraphException {

	private final String phase;

	DuplicatePhaseException(String phase) {
		super("Duplicate phase '" + phase + "'");
		this.phase = phase;
	}

	/**
	 * Return the name of the phase.
	 * @return the name
	 */
	public String phase() {
		return this.phase;
	}

}
