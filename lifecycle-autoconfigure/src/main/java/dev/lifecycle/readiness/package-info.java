/**
 * Readiness contracts: the checks that tell whether a service is ready.
 */
@NullMarked
package dev.lifecycle.readiness;

import org.jspecify.annotations.NullMarked;
