/**
 * Annotations, enums and types that applications import. Everything else of the starter
 * is wiring.
 */
@NullMarked
package dev.lifecycle;

import org.jspecify.annotations.NullMarked;
