package dev.lifecycle.context;

import java.lang.reflect.Method;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ValidationLevel;

/**
 * A readiness check that annotations declare. Either {@code method} or {@code health} is
 * set.
 *
 * @param name the name for people
 * @param level the lowest active level at which the check runs
 * @param timeout time that one call may take; {@code null} for the default
 * @param method the method to call, on the bean or, if declared there, on its factory
 * bean
 * @param health the name of a health contributor
 * @param source where the check is declared, for people
 * @since 0.1.0
 */
public record DiscoveredCheck(String name, ValidationLevel level, @Nullable Duration timeout, @Nullable Method method,
		@Nullable String health, String source) {

}
