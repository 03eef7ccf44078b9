/**
 * An application in four phases, and the servers it needs.
 */
@NullMarked
package dev.lifecycle.integration.governance;

import org.jspecify.annotations.NullMarked;
