package dev.lifecycle.graph;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;

/**
 * An edge that is in force.
 *
 * @param dependent the node that waits
 * @param dependency the node it waits for
 * @param declaration the dependency of the service; {@code null} if the edge is part of a
 * phase barrier
 * @since 0.1.0
 */
public record GraphEdge(GraphNode dependent, GraphNode dependency, @Nullable Dependency declaration) {

	/**
	 * Return whether the edge is part of a phase barrier.
	 * @return {@code true} if no service declares it
	 */
	public boolean isBarrier() {
		return this.declaration == null;
	}

	/**
	 * Return whether the edge is a dependency of the given type.
	 * @param type the type
	 * @return {@code true} if a service declares it with that type
	 */
	public boolean is(DependencyType type) {
		return this.declaration != null && this.declaration.type() == type;
	}

	boolean isInferred() {
		return this.declaration != null && this.declaration.inferred();
	}

	boolean isSoft() {
		return is(DependencyType.SOFT);
	}

	boolean isDroppable() {
		return this.declaration != null && this.declaration.isDroppable();
	}

	@Override
	public String toString() {
		return this.dependent + " → " + this.dependency;
	}

}
