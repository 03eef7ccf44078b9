package dev.lifecycle.graph;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;

/**
 * An edge from a service to one it depends on.
 *
 * @param target the name of the service depended on
 * @param type how much
 * @param timeout how long to wait for it; {@code null} for the default of the type
 * @param description what it is for; may be empty
 * @param source where the edge is declared, for people
 * @param inferred whether the edge was found in injection points instead of declared
 * @since 0.1.0
 */
public record Dependency(String target, DependencyType type, @Nullable Duration timeout, String description,
		String source, boolean inferred) {

	/**
	 * Create a declared edge without limits of its own.
	 * @param target the name of the service depended on
	 * @param type how much
	 * @return the edge
	 */
	public static Dependency on(String target, DependencyType type) {
		return new Dependency(target, type, null, "", "", false);
	}

	/**
	 * Create a declared, required edge without limits of its own.
	 * @param target the name of the service depended on
	 * @return the edge
	 */
	public static Dependency on(String target) {
		return on(target, DependencyType.REQUIRED);
	}

	/**
	 * Return whether the edge gives way if it would close a cycle.
	 * @return {@code true} for soft and inferred edges
	 */
	boolean isDroppable() {
		return this.inferred || this.type == DependencyType.SOFT;
	}

}
