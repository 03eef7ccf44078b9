/**
 * Login, signing keys and the security of the web layer.
 */
@NullMarked
package dev.lifecycle.sample.auth;

import org.jspecify.annotations.NullMarked;
