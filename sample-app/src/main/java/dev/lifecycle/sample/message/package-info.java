/**
 * Chat messages and their table.
 */
@NullMarked
package dev.lifecycle.sample.message;

import org.jspecify.annotations.NullMarked;
