package dev.lifecycle.context;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.annotation.OrderUtils;

/**
 * Finds the bean that is meant by a type as injection would, without creating it.
 */
final class TypeReferences {

	private final BeanCatalog catalog;

	private final Map<Class<?>, List<String>> candidates = new HashMap<>();

	TypeReferences(BeanCatalog catalog) {
		this.catalog = catalog;
	}

	/**
	 * Return the beans that are left when injection has applied all its rules.
	 * @param type the type
	 * @param dependent the bean that refers to it, chosen only if there is no other
	 * @return one name, several if the type is ambiguous, or none
	 */
	List<String> find(Class<?> type, String dependent) {
		List<String> names = this.candidates.computeIfAbsent(type, this::candidates);
		names = prefer(names, (name) -> !name.equals(dependent));
		if (names.size() < 2) {
			return names;
		}
		List<String> primary = filter(names, (name) -> is(name, BeanDefinition::isPrimary));
		if (!primary.isEmpty()) {
			return primary;
		}
		names = prefer(names, (name) -> !is(name, BeanDefinition::isFallback));
		return (names.size() > 1) ? ofHighestPriority(names) : names;
	}

	boolean isInParent(Class<?> type) {
		return this.catalog.beanFactory().getParentBeanFactory() instanceof ListableBeanFactory parent
				&& BeanFactoryUtils.beanNamesForTypeIncludingAncestors(parent, type, true, false).length > 0;
	}

	private List<String> candidates(Class<?> type) {
		Set<String> names = new LinkedHashSet<>();
		for (String name : this.catalog.beanFactory().getBeanNamesForType(type, true, false)) {
			String bean = this.catalog.find(name);
			if (bean != null) {
				names.add(bean);
			}
		}
		List<String> all = List.copyOf(names);
		return prefer(prefer(all, (name) -> is(name, BeanDefinition::isAutowireCandidate) || isManual(name)),
				(name) -> isManual(name)
						|| is(name, (definition) -> !(definition instanceof AbstractBeanDefinition bean)
								|| bean.isDefaultCandidate()));
	}

	private List<String> ofHighestPriority(List<String> names) {
		List<String> best = new ArrayList<>();
		int highest = Integer.MAX_VALUE;
		for (String name : names) {
			Integer priority = priority(name);
			if (priority != null && priority <= highest) {
				if (priority < highest) {
					best.clear();
					highest = priority;
				}
				best.add(name);
			}
		}
		return best.isEmpty() ? names : best;
	}

	private @Nullable Integer priority(String name) {
		Class<?> type = this.catalog.beanFactory().getType(name, false);
		return (type != null) ? OrderUtils.getPriority(type) : null;
	}

	private boolean isManual(String name) {
		return !this.catalog.beanFactory().containsBeanDefinition(name);
	}

	private boolean is(String name, Predicate<BeanDefinition> test) {
		return !isManual(name) && test.test(this.catalog.beanFactory().getMergedBeanDefinition(name));
	}

	private static List<String> prefer(List<String> names, Predicate<String> test) {
		List<String> preferred = filter(names, test);
		return preferred.isEmpty() ? names : preferred;
	}

	private static List<String> filter(List<String> names, Predicate<String> test) {
		return names.stream().filter(test).toList();
	}

}
