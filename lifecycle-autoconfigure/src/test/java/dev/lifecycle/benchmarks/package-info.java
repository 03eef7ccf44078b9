/**
 * Benchmarks, each with a main method. Not run by the build.
 */
@NullMarked
package dev.lifecycle.benchmarks;

import org.jspecify.annotations.NullMarked;
