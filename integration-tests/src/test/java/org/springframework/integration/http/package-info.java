/**
 * Stand-ins for classes of Spring Integration.
 */
@NullMarked
package org.springframework.integration.http;

import org.jspecify.annotations.NullMarked;
