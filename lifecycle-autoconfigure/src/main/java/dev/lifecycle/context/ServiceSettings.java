package dev.lifecycle.context;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.graph.Dependency;

/**
 * What configuration says of a service. Overrides its annotations.
 *
 * @param phase the named phase; {@code null} if not set
 * @param required whether the service is required; {@code null} if not set
 * @param startTimeout time that one call of {@code start()} may take; {@code null} if not
 * set
 * @param readinessTimeout time until all readiness checks have to pass; {@code null} if
 * not set
 * @param dependencies further dependencies, by the names used in the configuration
 * @param checks further checks, and changes to those that are declared
 * @param await when the service is waited for if it has no bean
 * @since 0.1.0
 */
public record ServiceSettings(@Nullable String phase, @Nullable Boolean required, @Nullable Duration startTimeout,
		@Nullable Duration readinessTimeout, List<Dependency> dependencies, List<CheckSettings> checks, Await await) {

	public ServiceSettings {
		dependencies = List.copyOf(dependencies);
		checks = List.copyOf(checks);
	}

}
