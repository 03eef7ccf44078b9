/**
 * What earlier start-ups of the application on this machine were like.
 */
@NullMarked
package dev.lifecycle.history;

import org.jspecify.annotations.NullMarked;
