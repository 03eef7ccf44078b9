package dev.lifecycle.context;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.ServiceDefinition;

/**
 * Finds the services among bean definitions. Creates no bean.
 *
 * @since 0.1.0
 */
public final class ServiceDiscovery {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final Map<String, ServiceSettings> settings;

	/**
	 * Create a discovery.
	 * @param beanFactory the bean factory, with all its bean definitions
	 * @param environment resolves placeholders in durations
	 * @param settings the settings of services by name, highest precedence first; the
	 * targets of their dependencies are names as written in the configuration
	 */
	public ServiceDiscovery(ConfigurableListableBeanFactory beanFactory, Environment environment,
			Map<String, ServiceSettings> settings) {
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.settings = settings;
	}

	/**
	 * Find all services and resolve what they refer to.
	 * @return the services
	 * @throws org.springframework.boot.diagnostics.FailureAnalyzedException if
	 * annotations or settings make no sense
	 */
	public DiscoveredServices discover() {
		return discover(Map.of(), false);
	}

	/**
	 * Find all services.
	 * @param knownTypes types to use instead of those that bean definitions announce
	 * @param unknownAllowed whether names that nothing has are kept instead of rejected
	 * @return the services
	 */
	DiscoveredServices discover(Map<String, Class<?>> knownTypes, boolean unknownAllowed) {
		ServiceDrafts drafts = ServiceDrafts.of(this.beanFactory, this.environment, knownTypes);
		drafts.configure(this.settings, unknownAllowed);
		if (drafts.all().isEmpty()) {
			return new DiscoveredServices(Map.of(), Set.of(), drafts.catalog().types(), drafts.isComplete());
		}
		ReferenceResolver references = new ReferenceResolver(drafts, unknownAllowed);
		Map<String, List<Dependency>> dependencies = new LinkedHashMap<>();
		for (ServiceDraft draft : drafts.all()) {
			dependencies.put(draft.name(), references.resolve(draft));
		}
		Map<String, DiscoveredService> services = new LinkedHashMap<>();
		Set<String> mocks = new LinkedHashSet<>();
		for (ServiceDraft draft : drafts.all()) {
			services.put(draft.name(), service(draft, dependencies.getOrDefault(draft.name(), List.of())));
			if (draft.isMock()) {
				mocks.add(draft.name());
			}
		}
		return new DiscoveredServices(services, mocks, drafts.catalog().types(), drafts.isComplete());
	}

	private static DiscoveredService service(ServiceDraft draft, List<Dependency> dependencies) {
		ServiceDefinition definition = new ServiceDefinition(draft.name(), draft.bean().source(), draft.phase(),
				draft.required(), true, dependencies);
		return new DiscoveredService(definition, draft.beanName(), draft.startTimeout(), draft.readinessTimeout(),
				draft.checks(), draft.await());
	}

}
