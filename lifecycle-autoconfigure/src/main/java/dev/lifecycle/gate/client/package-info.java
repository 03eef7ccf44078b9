/**
 * Calls of the application to itself, which pass the gate.
 */
@NullMarked
package dev.lifecycle.gate.client;

import org.jspecify.annotations.NullMarked;
