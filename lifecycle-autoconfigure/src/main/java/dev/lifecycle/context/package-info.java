/**
 * The bridge to Spring: discovery, lifecycle processor, barrier and availability.
 */
@NullMarked
package dev.lifecycle.context;

import org.jspecify.annotations.NullMarked;
