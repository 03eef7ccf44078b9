package dev.lifecycle.context;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

/**
 * The beans of a bean factory, described without creating any.
 */
final class BeanCatalog {

	/**
	 * What nearly every application consists of. Looking for annotations on these would
	 * only take time.
	 */
	private static final List<String> LIBRARIES = List.of("org.springframework.", "java.", "javax.", "jakarta.",
			"com.fasterxml.jackson.", "tools.jackson.", "io.micrometer.", "io.netty.", "reactor.", "com.zaxxer.hikari.",
			"org.apache.catalina.", "org.apache.tomcat.", "org.eclipse.jetty.");

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<String, Class<?>> knownTypes;

	private final Map<String, Class<?>> types = new LinkedHashMap<>();

	private final Set<String> names = new LinkedHashSet<>();

	BeanCatalog(ConfigurableListableBeanFactory beanFactory, Map<String, Class<?>> knownTypes) {
		this.beanFactory = beanFactory;
		this.knownTypes = knownTypes;
		for (Iterator<String> names = beanFactory.getBeanNamesIterator(); names.hasNext();) {
			String name = names.next();
			if (!isScopedTarget(name)) {
				this.names.add(name);
			}
		}
	}

	ConfigurableListableBeanFactory beanFactory() {
		return this.beanFactory;
	}

	// Return the names of all beans, targets of scoped proxies left out.
	Set<String> names() {
		return this.names;
	}

	Map<String, Class<?>> types() {
		return this.types;
	}

	// Return the bean that a name or alias stands for.
	@Nullable String find(String reference) {
		String name = BeanFactoryUtils.transformedBeanName(reference);
		if (isScopedTarget(name)) {
			name = ScopedProxyUtils.getOriginalBeanName(name);
		}
		if (this.names.contains(name)) {
			return name;
		}
		for (String alias : this.beanFactory.getAliases(name)) {
			if (this.names.contains(alias)) {
				return alias;
			}
		}
		return null;
	}

	// Return whether the definition of a bean alone tells that nobody can have put
	// annotations of ours on it. Nearly all beans of nearly every application are so.
	boolean isOfLibrary(String name) {
		if (this.knownTypes.containsKey(name) || !this.beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = this.beanFactory.getBeanDefinition(name);
		MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
				? annotated.getFactoryMethodMetadata() : null;
		if (method != null) {
			return isNamedLikeLibrary(method.getDeclaringClassName()) && isNamedLikeLibrary(method.getReturnTypeName())
					&& !method.getReturnTypeName().endsWith(FactoryBean.class.getSimpleName());
		}
		return definition instanceof AbstractBeanDefinition beanDefinition && beanDefinition.hasBeanClass()
				&& beanDefinition.getFactoryMethodName() == null
				&& !FactoryBean.class.isAssignableFrom(beanDefinition.getBeanClass())
				&& isNamedLikeLibrary(beanDefinition.getBeanClass().getName());
	}

	boolean isInParent(String name) {
		BeanFactory parent = this.beanFactory.getParentBeanFactory();
		return parent != null && parent.containsBean(name);
	}

	// Return the description, or null if this is no bean that could be created.
	@Nullable BeanDescription describe(String name) {
		try {
			return describe(name, definition(name));
		}
		catch (BeansException | LinkageError ex) {
			// Spring will say it better when it creates the bean.
			return null;
		}
	}

	private @Nullable BeanDescription describe(String name, @Nullable RootBeanDefinition definition) {
		if (definition != null && definition.isAbstract()) {
			return null;
		}
		Object instance = this.beanFactory.getSingleton(name);
		String target = ScopedProxyUtils.getTargetBeanName(name);
		String definedBy = this.beanFactory.containsBeanDefinition(target) ? target : name;
		Class<?> type = type(definedBy, name, instance);
		// The factory method is only resolved once the type is.
		RootBeanDefinition effective = definedBy.equals(name) ? definition : definition(definedBy);
		Set<Class<?>> annotated = new LinkedHashSet<>();
		if (!isFromInfrastructure(type, definedBy.equals(name) ? effective : null)) {
			add(annotated, type);
		}
		if (effective != null && effective.getFactoryMethodName() == null && effective.hasBeanClass()) {
			add(annotated, effective.getBeanClass());
		}
		else if (definedBy.equals(name) && this.beanFactory.isFactoryBean(name)) {
			add(annotated, this.beanFactory.getType(BeanFactory.FACTORY_BEAN_PREFIX + name, false));
		}
		if (type != null && !isInfrastructure(type)) {
			this.types.put(name, type);
		}
		Method factoryMethod = factoryMethod(effective);
		return new BeanDescription(name, type, List.copyOf(annotated), factoryMethod, scope(definition),
				isExact(name, type, instance, effective, factoryMethod));
	}

	private boolean isExact(String name, @Nullable Class<?> type, @Nullable Object instance,
			@Nullable RootBeanDefinition definition, @Nullable Method factoryMethod) {
		if (instance != null && !(instance instanceof FactoryBean)) {
			return true;
		}
		if (definition == null || type == null) {
			return false;
		}
		if (isInfrastructure(type) && factoryMethod == null) {
			return true;
		}
		boolean created = factoryMethod != null || definition.getInstanceSupplier() != null
				|| this.beanFactory.isFactoryBean(name);
		return !created || Modifier.isFinal(type.getModifiers());
	}

	private @Nullable RootBeanDefinition definition(String name) {
		if (!this.beanFactory.containsBeanDefinition(name)) {
			return null;
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
		return (definition instanceof RootBeanDefinition root) ? root : null;
	}

	private @Nullable Class<?> type(String definedBy, String name, @Nullable Object instance) {
		Class<?> type = this.knownTypes.get(name);
		if (type == null && instance != null && !(instance instanceof FactoryBean)) {
			type = AopProxyUtils.ultimateTargetClass(instance);
		}
		if (type == null) {
			type = this.beanFactory.getType(definedBy, false);
		}
		return (type != null) ? ClassUtils.getUserClass(type) : null;
	}

	private static void add(Set<Class<?>> types, @Nullable Class<?> type) {
		if (type != null && !isInfrastructure(type)) {
			types.add(ClassUtils.getUserClass(type));
		}
	}

	private static @Nullable Method factoryMethod(@Nullable RootBeanDefinition definition) {
		Method method = (definition != null) ? definition.getResolvedFactoryMethod() : null;
		return (method != null && !isInfrastructure(method.getDeclaringClass())) ? method : null;
	}

	// Return whether the type is the one that a method of an infrastructure class
	// returns, so that it belongs to a library and looking for its annotations would only
	// take time. What the bean turns out to be is looked at when it exists.
	private static boolean isFromInfrastructure(@Nullable Class<?> type, @Nullable RootBeanDefinition definition) {
		Method method = (definition != null) ? definition.getResolvedFactoryMethod() : null;
		return method != null && method.getReturnType() == type && isInfrastructure(method.getDeclaringClass());
	}

	private static String scope(@Nullable RootBeanDefinition definition) {
		return (definition == null || definition.isSingleton()) ? ""
				: Objects.requireNonNullElse(definition.getScope(), "");
	}

	// Return whether nobody can have put annotations of ours on the class.
	static boolean isInfrastructure(Class<?> type) {
		return isNamedLikeLibrary(type.getName()) || isOurs(type);
	}

	private static boolean isNamedLikeLibrary(String className) {
		for (String library : LIBRARIES) {
			if (className.startsWith(library)) {
				return !className.startsWith("org.springframework.samples.");
			}
		}
		return false;
	}

	// By origin and not by name, because a package may be named like one of ours.
	private static boolean isOurs(Class<?> type) {
		return type.getProtectionDomain() == BeanCatalog.class.getProtectionDomain();
	}

	private boolean isScopedTarget(String name) {
		return ScopedProxyUtils.isScopedTarget(name)
				&& this.beanFactory.containsLocalBean(ScopedProxyUtils.getOriginalBeanName(name));
	}

}
