/**
 * Texts for people. Knows nothing else, so that the API can use it too.
 */
@NullMarked
package dev.lifecycle.text;

import org.jspecify.annotations.NullMarked;
