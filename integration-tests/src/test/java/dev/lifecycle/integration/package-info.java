/**
 * Tests with libraries that consume work.
 */
@NullMarked
package dev.lifecycle.integration;

import org.jspecify.annotations.NullMarked;
