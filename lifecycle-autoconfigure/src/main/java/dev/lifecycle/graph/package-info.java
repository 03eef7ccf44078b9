/**
 * The dependency graph: definitions, validation, order and paths. Knows nothing of beans.
 */
@NullMarked
package dev.lifecycle.graph;

import org.jspecify.annotations.NullMarked;
