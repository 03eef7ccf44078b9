package dev.lifecycle.context;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.log.LogMessage;

import dev.lifecycle.graph.Dependency;

/**
 * Turns declared dependencies of services into dependencies between their beans, for
 * applications in which Spring's own order applies. What nothing is named like is left
 * out.
 *
 * @since 0.1.0
 */
public final class DeclaredDependenciesPostProcessor implements BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(DeclaredDependenciesPostProcessor.class);

	private final Environment environment;

	private final Map<String, ServiceSettings> settings;

	/**
	 * Create a post-processor.
	 * @param environment resolves placeholders in annotations
	 * @param settings the settings of services by name
	 */
	public DeclaredDependenciesPostProcessor(Environment environment, Map<String, ServiceSettings> settings) {
		this.environment = environment;
		this.settings = settings;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Map<String, DiscoveredService> services = new ServiceDiscovery(beanFactory, this.environment, this.settings)
			.discover(Map.of(), true)
			.byName();
		List<BeanEdge> edges = new ArrayList<>();
		for (DiscoveredService service : services.values()) {
			for (Dependency dependency : service.definition().dependencies()) {
				DiscoveredService target = services.get(dependency.target());
				if (target != null && hasDefinition(beanFactory, service) && hasDefinition(beanFactory, target)) {
					edges.add(new BeanEdge(service, target, dependency));
				}
			}
		}
		// If one of them has to give way it should be the weakest.
		edges.sort(Comparator.comparing((edge) -> edge.dependency().type()));
		edges.forEach((edge) -> add(beanFactory, edge));
	}

	private static boolean hasDefinition(ConfigurableListableBeanFactory beanFactory, DiscoveredService service) {
		return service.beanName() != null && beanFactory.containsBeanDefinition(service.beanName());
	}

	private void add(ConfigurableListableBeanFactory beanFactory, BeanEdge edge) {
		String bean = String.valueOf(edge.service().beanName());
		String target = String.valueOf(edge.target().beanName());
		if (dependsOn(beanFactory, target, bean, new HashSet<>())) {
			logger.warn(LogMessage.format("Bean '%s' cannot depend on '%s' (%s) because '%s' depends on '%s'", bean,
					target, edge.dependency().source(), target, bean));
			return;
		}
		BeanDefinition definition = beanFactory.getBeanDefinition(bean);
		Set<String> dependsOn = new LinkedHashSet<>(names(definition.getDependsOn()));
		if (dependsOn.add(target)) {
			definition.setDependsOn(dependsOn.toArray(String[]::new));
		}
	}

	private static boolean dependsOn(ConfigurableListableBeanFactory beanFactory, String name, String needed,
			Set<String> visited) {
		if (name.equals(needed)) {
			return true;
		}
		if (!visited.add(name) || !beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		return names(beanFactory.getBeanDefinition(name).getDependsOn()).stream()
			.anyMatch((next) -> dependsOn(beanFactory, next, needed, visited));
	}

	private static List<String> names(String @Nullable [] names) {
		return (names != null) ? Arrays.asList(names) : List.of();
	}

	/**
	 * A dependency between two services that have a bean definition.
	 *
	 * @param service the dependent
	 * @param target the service depended on
	 * @param dependency the dependency
	 */
	private record BeanEdge(DiscoveredService service, DiscoveredService target, Dependency dependency) {

	}

}
