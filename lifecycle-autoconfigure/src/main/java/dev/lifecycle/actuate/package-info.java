/**
 * What operators see: health, endpoint and meters.
 */
@NullMarked
package dev.lifecycle.actuate;

import org.jspecify.annotations.NullMarked;
