/**
 * The gate for servlet applications.
 */
@NullMarked
package dev.lifecycle.gate.servlet;

import org.jspecify.annotations.NullMarked;
