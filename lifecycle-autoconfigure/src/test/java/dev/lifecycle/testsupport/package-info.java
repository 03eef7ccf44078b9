/**
 * What tests of several packages share.
 */
@NullMarked
package dev.lifecycle.testsupport;

import org.jspecify.annotations.NullMarked;
