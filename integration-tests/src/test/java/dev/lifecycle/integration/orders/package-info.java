/**
 * An application with Flyway and JPA, as Spring Boot configures them by default.
 */
@NullMarked
package dev.lifecycle.integration.orders;

import org.jspecify.annotations.NullMarked;
