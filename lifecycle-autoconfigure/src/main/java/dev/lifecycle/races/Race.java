package dev.lifecycle.races;

import dev.lifecycle.ServiceState;

/**
 * A call into a service that was not ready, from the start of one that does not depend on
 * it.
 *
 * @param service the service that called
 * @param state the state it was in
 * @param dependency the service that was called
 * @param dependencyState the state that one was in
 * @param method the method that was called
 * @param advice what to do about it, for people
 * @since 0.1.0
 */
public record Race(String service, ServiceState state, String dependency, ServiceState dependencyState, String method,
		String advice) {

	/**
	 * Describe the race and what to do about it in one line.
	 * @return a text for people
	 */
	public String description() {
		return "Race: service '%s' calls %s of '%s' while '%s' is %s and '%s' is %s. %s".formatted(this.service,
				this.method, this.dependency, this.service, this.state, this.dependency, this.dependencyState,
				this.advice);
	}

}
