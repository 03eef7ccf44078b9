package dev.lifecycle.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A node of the {@link ServiceGraph}: a service, or the virtual begin or end of a named
 * phase.
 *
 * @since 0.1.0
 */
public final class GraphNode {

	private final String name;

	private final @Nullable ServiceDefinition service;

	private final @Nullable Phase phase;

	final List<GraphEdge> dependencies = new ArrayList<>(4);

	final List<GraphEdge> dependents = new ArrayList<>(4);

	int index;

	int level;

	int remaining;

	boolean required;

	GraphNode(String name, @Nullable ServiceDefinition service, @Nullable Phase phase) {
		this.name = name;
		this.service = service;
		this.phase = phase;
	}

	/**
	 * Return the name of the service or a description of the phase barrier.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the service.
	 * @return the service; {@code null} if this is the begin or end of a phase
	 */
	public @Nullable ServiceDefinition service() {
		return this.service;
	}

	/**
	 * Return the phase this node is the begin or end of, or the phase of its service.
	 * @return the phase; {@code null} if there is none
	 */
	public @Nullable Phase phase() {
		return this.phase;
	}

	/**
	 * Return the position in {@link ServiceGraph#nodes()}.
	 * @return the index
	 */
	public int index() {
		return this.index;
	}

	/**
	 * Return the longest path from a node without dependencies, in services.
	 * @return the level, from 0
	 */
	public int level() {
		return this.level;
	}

	/**
	 * Return the longest path to a node without dependents, in services.
	 * @return the number of services that at least have to follow
	 */
	public int remaining() {
		return this.remaining;
	}

	/**
	 * Return whether the application is only ready when this service is.
	 * @return {@code true} if required
	 */
	public boolean isRequired() {
		return this.required;
	}

	/**
	 * Return the edges to what this node waits for.
	 * @return the edges, this node being their dependent
	 */
	public List<GraphEdge> dependencies() {
		return Collections.unmodifiableList(this.dependencies);
	}

	/**
	 * Return the edges to what waits for this node.
	 * @return the edges, this node being their dependency
	 */
	public List<GraphEdge> dependents() {
		return Collections.unmodifiableList(this.dependents);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
