/**
 * The gate that holds early traffic until start-up is complete.
 */
@NullMarked
package dev.lifecycle.gate;

import org.jspecify.annotations.NullMarked;
