/**
 * The gate for reactive applications.
 */
@NullMarked
package dev.lifecycle.gate.reactive;

import org.jspecify.annotations.NullMarked;
