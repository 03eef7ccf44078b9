package dev.lifecycle.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

/**
 * Removes what only services need from an application that has none, so that its start
 * does not pay for it. What answers questions about services stays.
 */
final class UnusedBeans {

	private static final String PREFIX = ClassUtils.getPackageName(UnusedBeans.class) + ".ServiceLifecycle";

	private static final String SUFFIX = "AutoConfiguration";

	private static final Set<String> USED = Set.of(ServiceLifecycleAutoConfiguration.class.getName(),
			PREFIX + "Health" + SUFFIX, PREFIX + "Endpoint" + SUFFIX);

	private UnusedBeans() {
	}

	static void removeFrom(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory instanceof BeanDefinitionRegistry registry) {
			for (String name : registry.getBeanDefinitionNames()) {
				if (isUnused(name, registry.getBeanDefinition(name))) {
					registry.removeBeanDefinition(name);
				}
			}
		}
	}

	private static boolean isUnused(String name, BeanDefinition definition) {
		String owner = owner(definition);
		return name.equals(ServiceLifecycleAutoConfiguration.GATE_LISTENER)
				|| (owner != null && owner.startsWith(PREFIX) && owner.endsWith(SUFFIX) && !USED.contains(owner));
	}

	private static @Nullable String owner(BeanDefinition definition) {
		if (!(definition instanceof AnnotatedBeanDefinition annotated)) {
			return null;
		}
		MethodMetadata method = annotated.getFactoryMethodMetadata();
		return (method != null) ? method.getDeclaringClassName() : annotated.getMetadata().getClassName();
	}

}
