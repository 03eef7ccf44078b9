package dev.lifecycle.context;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * The services of a bean factory while their references are not resolved yet.
 */
final class ServiceDrafts {

	private final BeanCatalog catalog;

	private final ServiceNames names;

	private final DurationReader durations;

	private final Environment environment;

	private final Map<String, ServiceDraft> byBean = new LinkedHashMap<>();

	private final Map<String, ServiceDraft> byName = new LinkedHashMap<>();

	private boolean complete = true;

	private @Nullable ServiceNames parentNames;

	private ServiceDrafts(ConfigurableListableBeanFactory beanFactory, Environment environment,
			Map<String, Class<?>> knownTypes) {
		this.catalog = new BeanCatalog(beanFactory, knownTypes);
		this.names = new ServiceNames(this.catalog);
		this.durations = new DurationReader(environment);
		this.environment = environment;
	}

	static ServiceDrafts of(ConfigurableListableBeanFactory beanFactory, Environment environment,
			Map<String, Class<?>> knownTypes) {
		ServiceDrafts drafts = new ServiceDrafts(beanFactory, environment, knownTypes);
		drafts.collect();
		return drafts;
	}

	private void collect() {
		AnnotationScanner scanner = new AnnotationScanner();
		for (String name : this.catalog.names()) {
			BeanDescription bean = this.catalog.isOfLibrary(name) ? null : this.catalog.describe(name);
			if (bean == null) {
				continue;
			}
			this.complete &= bean.exact();
			Declarations declarations = scanner.scan(bean);
			if (!declarations.isEmpty()) {
				add(bean, declarations, "is annotated as a service");
			}
		}
	}

	private ServiceDraft add(BeanDescription bean, Declarations declarations, String reason) {
		if (!bean.isSingleton()) {
			throw DiscoveryFailures.notSingleton(bean, reason);
		}
		boolean mock = !bean.isExternal() && Mocks.isMock(this.catalog.beanFactory().getSingleton(bean.name()));
		ServiceDraft draft = new ServiceDraft(bean, declarations, this.durations, mock);
		ServiceDraft other = this.byName.put(draft.name(), draft);
		if (other != null) {
			throw DiscoveryFailures.duplicate(draft.name(), other.bean(), bean);
		}
		this.byBean.put(bean.name(), draft);
		this.names.add(draft.name(), bean.name());
		return draft;
	}

	// Return the service that a bean is, or from now on is; null if it is no real bean.
	@Nullable ServiceDraft include(String beanName, String reason) {
		ServiceDraft draft = this.byBean.get(beanName);
		if (draft != null) {
			return draft;
		}
		BeanDescription bean = this.catalog.describe(beanName);
		return (bean != null) ? add(bean, Declarations.NONE, reason) : null;
	}

	void configure(Map<String, ServiceSettings> settings, boolean unknownAllowed) {
		settings.forEach((key, value) -> {
			String property = "lifecycle.services." + key;
			String bean = this.names.findRelaxed(key, property);
			ServiceDraft draft = (bean != null) ? include(bean, "is configured by " + property) : null;
			if (draft == null && !value.checks().isEmpty() && !isInParent(key, true)) {
				draft = add(BeanDescription.external(key, property), Declarations.NONE, "is configured by " + property);
			}
			if (draft != null) {
				draft.configure(key, value);
			}
			else if (!unknownAllowed && !isInParent(key, true)) {
				throw DiscoveryFailures.unknownSettings(key, this.names.known());
			}
		});
	}

	// Return whether a service, or else a bean, of a parent context has the name.
	boolean isInParent(String name, boolean relaxed) {
		if (!(this.catalog.beanFactory()
			.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parentFactory)) {
			return this.catalog.isInParent(name);
		}
		ServiceNames parent = this.parentNames;
		if (parent == null) {
			parent = of(parentFactory, this.environment, Map.of()).names;
			this.parentNames = parent;
		}
		return this.catalog.isInParent(name)
				|| (relaxed ? parent.findRelaxed(name, "lifecycle.services") : parent.find(name)) != null;
	}

	List<ServiceDraft> all() {
		return List.copyOf(this.byBean.values());
	}

	// Return whether no bean can turn out to be a service only when it exists.
	boolean isComplete() {
		return this.complete;
	}

	BeanCatalog catalog() {
		return this.catalog;
	}

	ServiceNames names() {
		return this.names;
	}

}
