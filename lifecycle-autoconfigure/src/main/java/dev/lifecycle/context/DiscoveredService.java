package dev.lifecycle.context;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.ServiceDefinition;

/**
 * A service and what its bean and the configuration say of it.
 *
 * @param definition the service as the graph sees it
 * @param beanName the name of the bean; {@code null} if there is none
 * @param startTimeout time that one call of {@code start()} may take; {@code null} for
 * the default
 * @param readinessTimeout time until all readiness checks have to pass; {@code null} for
 * the default
 * @param checks the readiness checks
 * @param await when the service is waited for
 * @since 0.1.0
 */
public record DiscoveredService(ServiceDefinition definition, @Nullable String beanName,
		@Nullable Duration startTimeout, @Nullable Duration readinessTimeout, List<DiscoveredCheck> checks,
		Await await) {

	public DiscoveredService {
		checks = List.copyOf(checks);
	}

	DiscoveredService withDependencies(List<Dependency> dependencies) {
		ServiceDefinition old = this.definition;
		return with(new ServiceDefinition(old.name(), old.source(), old.phase(), old.required(), old.autoStartup(),
				dependencies));
	}

	DiscoveredService withAutoStartup(boolean autoStartup) {
		ServiceDefinition old = this.definition;
		return with(new ServiceDefinition(old.name(), old.source(), old.phase(), old.required(), autoStartup,
				old.dependencies()));
	}

	DiscoveredService asMock() {
		return new DiscoveredService(withDependencies(List.of()).definition(), this.beanName, this.startTimeout,
				this.readinessTimeout, List.of(), Await.IN_ORDER);
	}

	private DiscoveredService with(ServiceDefinition definition) {
		return new DiscoveredService(definition, this.beanName, this.startTimeout, this.readinessTimeout, this.checks,
				this.await);
	}

}
