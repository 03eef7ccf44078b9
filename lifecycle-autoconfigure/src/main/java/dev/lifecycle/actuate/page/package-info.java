/**
 * The page that shows services live, and the drawings, with the headers that browsers
 * need.
 */
@NullMarked
package dev.lifecycle.actuate.page;

import org.jspecify.annotations.NullMarked;
