/**
 * The optional collector of usage events.
 */
@NullMarked
package dev.lifecycle.sample.analytics;

import org.jspecify.annotations.NullMarked;
