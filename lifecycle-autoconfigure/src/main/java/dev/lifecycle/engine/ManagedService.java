package dev.lifecycle.engine;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A service as the engine sees it.
 *
 * @param name the name, as in the graph
 * @param component what to start and stop
 * @param checks the readiness contract
 * @param startTimeout time that one call of {@code start()} may take, before the timeout
 * multiplier; {@code null} for the default
 * @param readinessTimeout time until all checks have to pass, before the timeout
 * multiplier; {@code null} for the default
 * @since 0.1.0
 */
public record ManagedService(String name, ServiceComponent component, List<ContractCheck> checks,
		@Nullable Duration startTimeout, @Nullable Duration readinessTimeout) {

	public ManagedService {
		checks = List.copyOf(checks);
	}

}
