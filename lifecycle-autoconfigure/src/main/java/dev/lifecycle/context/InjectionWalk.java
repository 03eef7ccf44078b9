package dev.lifecycle.context;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.lifecycle.DependencyType;

/**
 * Follows what was injected into beans, through plain beans to the next services.
 */
final class InjectionWalk {

	private static final String OUR_WIRING = "dev.lifecycle.autoconfigure.";

	private final ConfigurableListableBeanFactory beanFactory;

	private final InjectionPoints points;

	private final Set<String> serviceBeans;

	InjectionWalk(ConfigurableListableBeanFactory beanFactory, InjectionPoints points, Set<String> serviceBeans) {
		this.beanFactory = beanFactory;
		this.points = points;
		this.serviceBeans = serviceBeans;
	}

	// Return the service beans that are reached, each on the most binding path.
	List<Reached> from(String start) {
		Map<DependencyType, Deque<Reached>> open = new LinkedHashMap<>();
		Arrays.stream(DependencyType.values()).forEach((type) -> open.put(type, new ArrayDeque<>()));
		Set<String> visited = new HashSet<>();
		List<Reached> services = new ArrayList<>();
		Reached step = new Reached(start, DependencyType.REQUIRED, List.of());
		while (step != null) {
			if (visited.add(step.bean())) {
				if (this.serviceBeans.contains(step.bean()) && !step.bean().equals(start)) {
					services.add(step);
				}
				else if (step.bean().equals(start) || !isIgnored(step.bean())) {
					for (Reached next : next(step, start)) {
						open.getOrDefault(next.type(), new ArrayDeque<>()).add(next);
					}
				}
			}
			step = poll(open);
		}
		return services;
	}

	// Strongest first, so that the first visit of a bean is on its most binding path.
	private static @Nullable Reached poll(Map<DependencyType, Deque<Reached>> open) {
		for (Deque<Reached> queue : open.values()) {
			if (!queue.isEmpty()) {
				return queue.remove();
			}
		}
		return null;
	}

	private List<Reached> next(Reached step, String start) {
		List<String> path = new ArrayList<>(step.through());
		if (!step.bean().equals(start)) {
			path.add(step.bean());
		}
		List<Reached> result = new ArrayList<>();
		String target = ScopedProxyUtils.getTargetBeanName(step.bean());
		for (String bean : List.of(step.bean(), target)) {
			String factory = factoryBeanName(bean);
			for (String name : this.beanFactory.getDependenciesForBean(bean)) {
				String dependency = canonical(name);
				DependencyType hop = dependency.equals(factory) ? DependencyType.SOFT : injection(bean, dependency);
				result.add(new Reached(dependency, (hop.compareTo(step.type()) > 0) ? hop : step.type(), path));
			}
		}
		return result;
	}

	private DependencyType injection(String bean, String dependency) {
		boolean optional = this.beanFactory.containsBean(bean) && this.beanFactory.containsBean(dependency)
				&& this.points.isOptional(bean, dependency);
		return optional ? DependencyType.OPTIONAL : DependencyType.REQUIRED;
	}

	private static String canonical(String name) {
		String bean = BeanFactoryUtils.transformedBeanName(name);
		return ScopedProxyUtils.isScopedTarget(bean) ? ScopedProxyUtils.getOriginalBeanName(bean) : bean;
	}

	private @Nullable String factoryBeanName(String bean) {
		return this.beanFactory.containsBeanDefinition(bean)
				? this.beanFactory.getMergedBeanDefinition(bean).getFactoryBeanName() : null;
	}

	private boolean isIgnored(String bean) {
		if (!this.beanFactory.containsBeanDefinition(bean)) {
			return false;
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(bean);
		String factory = definition.getFactoryBeanName();
		return definition.getRole() == BeanDefinition.ROLE_INFRASTRUCTURE || isOurs(definition.getBeanClassName())
				|| (factory != null && this.beanFactory.containsBeanDefinition(factory)
						&& isOurs(this.beanFactory.getBeanDefinition(factory).getBeanClassName()));
	}

	private static boolean isOurs(@Nullable String className) {
		return className != null && className.startsWith(OUR_WIRING);
	}

	/**
	 * A bean on the way.
	 *
	 * @param bean the name of the bean
	 * @param type how much the start depends on it
	 * @param through the plain beans between
	 */
	record Reached(String bean, DependencyType type, List<String> through) {

	}

}
