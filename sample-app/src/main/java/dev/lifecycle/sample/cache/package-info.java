/**
 * Recent messages and presence, in this process or in Redis.
 */
@NullMarked
package dev.lifecycle.sample.cache;

import org.jspecify.annotations.NullMarked;
