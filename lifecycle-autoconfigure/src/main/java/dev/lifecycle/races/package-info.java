/**
 * Calls into services that are not ready, from the start of services that have not
 * declared to need them.
 */
@NullMarked
package dev.lifecycle.races;

import org.jspecify.annotations.NullMarked;
