/**
 * The engine that starts, validates and stops services. Knows nothing of beans.
 */
@NullMarked
package dev.lifecycle.engine;

import org.jspecify.annotations.NullMarked;
