package dev.lifecycle.readiness;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.ClassUtils;

/**
 * What a probe is created for.
 *
 * @param service the name of the service
 * @param source where the check is declared, for people
 * @param timeout time that one call may take
 * @param beanName the name of the service's bean; {@code null} if it has none
 * @param beanFactory the beans; {@code null} if there are none yet
 * @since 0.1.0
 */
public record ProbeContext(String service, String source, Duration timeout, @Nullable String beanName,
		@Nullable ListableBeanFactory beanFactory) {

	/**
	 * Find the bean to check with: the named one, else that of the service, else the only
	 * or primary one of the type.
	 * @param type the type
	 * @param name the name of the bean; {@code null} if the declaration gives none
	 * @param <T> the type
	 * @return the bean
	 * @throws FailureAnalyzedException if there is none, or more than one
	 */
	public <T> T bean(Class<T> type, @Nullable String name) {
		ListableBeanFactory beans = requireBeanFactory("a bean of type " + type.getName());
		if (name != null) {
			return named(beans, type, name);
		}
		if (this.beanName != null && beans.isTypeMatch(this.beanName, type)) {
			return beans.getBean(this.beanName, type);
		}
		ObjectProvider<T> provider = beans.getBeanProvider(type);
		T bean = provider.getIfUnique();
		if (bean == null) {
			List<String> candidates = List.of(beans.getBeanNamesForType(type));
			throw candidates.isEmpty()
					? failure("a bean of type " + type.getName() + ", which does not exist",
							"Define such a bean, or remove the check.")
					: failure("a bean of type " + type.getName() + ", and there are several",
							"Set 'using' of the check to one of " + String.join(", ", candidates) + ".");
		}
		return bean;
	}

	private <T> T named(ListableBeanFactory beans, Class<T> type, String name) {
		if (!beans.containsBean(name) || !beans.isTypeMatch(name, type)) {
			String candidates = String.join(", ", beans.getBeanNamesForType(type));
			throw failure(
					"the bean '" + name + "'"
							+ (beans.containsBean(name) ? ", which is no " + type.getName() : ", which does not exist"),
					candidates.isEmpty() ? "Define a bean of type " + type.getName() + ", or remove the check."
							: "Set 'using' of the check to one of " + candidates + ".");
		}
		return beans.getBean(name, type);
	}

	/**
	 * Find all beans of a type.
	 * @param type the type
	 * @param <T> the type
	 * @return the beans, at least one
	 * @throws FailureAnalyzedException if there is none
	 */
	public <T> Collection<T> beans(Class<T> type) {
		Collection<T> found = requireBeanFactory("a bean of type " + type.getName()).getBeansOfType(type).values();
		return found.isEmpty() ? List.of(bean(type, null)) : found;
	}

	/**
	 * Return the beans.
	 * @param need what they are needed for, for people
	 * @return the bean factory
	 * @throws FailureAnalyzedException if there are none yet
	 */
	public ListableBeanFactory requireBeanFactory(String need) {
		if (this.beanFactory == null) {
			throw failure(need + ", but beans do not exist yet",
					"Let the check do without beans, or set 'await' of the service to 'in-order'.");
		}
		return this.beanFactory;
	}

	/**
	 * Fail if a library is missing.
	 * @param className the name of a class of the library
	 * @param dependency what to add to the application, as {@code group:artifact}
	 */
	public void requireClass(String className, String dependency) {
		if (!ClassUtils.isPresent(className, getClass().getClassLoader())) {
			throw failure(className + ", which is not on the class path",
					"Add '" + dependency + "' to the application, or remove the check.");
		}
	}

	/**
	 * Return a failure that says what the check needs.
	 * @param need what it needs and why it cannot have it, for people
	 * @param action what to change, for people
	 * @return the failure
	 */
	public FailureAnalyzedException failure(String need, String action) {
		return new FailureAnalyzedException(
				"A readiness check of service '%s' (%s) needs %s.".formatted(this.service, this.source, need), action);
	}

}
