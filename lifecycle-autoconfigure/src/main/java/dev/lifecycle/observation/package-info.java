/**
 * Start-ups as observations and as steps of the application's start.
 */
@NullMarked
package dev.lifecycle.observation;

import org.jspecify.annotations.NullMarked;
