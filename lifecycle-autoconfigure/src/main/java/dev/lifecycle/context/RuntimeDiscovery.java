package dev.lifecycle.context;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.core.log.LogMessage;
import org.springframework.util.ClassUtils;

/**
 * Completes the services once all singletons exist: with annotations that only runtime
 * classes show, with what was injected into them, and with lifecycle beans that need
 * them.
 */
final class RuntimeDiscovery {

	private static final Log logger = LogFactory.getLog(RuntimeDiscovery.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ServiceDiscovery discovery;

	RuntimeDiscovery(ConfigurableListableBeanFactory beanFactory, Environment environment,
			Map<String, ServiceSettings> settings) {
		this.beanFactory = beanFactory;
		this.discovery = new ServiceDiscovery(beanFactory, environment, settings);
	}

	/**
	 * Complete the services.
	 * @param declared what was found in bean definitions
	 * @param lifecycleBeans all lifecycle beans of the context, by bean name
	 * @param mode what to do with injected services
	 * @return the services, ready for the graph
	 */
	DiscoveredServices complete(DiscoveredServices declared, Map<String, Lifecycle> lifecycleBeans,
			InjectionEdges mode) {
		return connect(refine(declared), lifecycleBeans, mode);
	}

	/**
	 * Add what only the existing beans tell of themselves.
	 * @param declared what was found in bean definitions
	 * @return the services
	 */
	DiscoveredServices refine(DiscoveredServices declared) {
		DiscoveredServices services = withRuntimeTypes(declared);
		return services.byName().isEmpty() ? services : withMocks(services);
	}

	/**
	 * Add dependencies found in injection points, and lifecycle beans that need services.
	 * @param refined the services
	 * @param lifecycleBeans all lifecycle beans of the context, by bean name
	 * @param mode what to do with injected services
	 * @return the services, ready for the graph
	 */
	DiscoveredServices connect(DiscoveredServices refined, Map<String, Lifecycle> lifecycleBeans, InjectionEdges mode) {
		if (refined.byName().isEmpty()) {
			return refined;
		}
		DiscoveredServices services = new InferredDependencies(this.beanFactory, refined, mode).apply(lifecycleBeans);
		Map<String, DiscoveredService> result = new LinkedHashMap<>();
		Set<String> mocks = services.mocks();
		services.byName()
			.forEach((name, service) -> result.put(name,
					service.withAutoStartup(mocks.contains(name) || isAutoStartup(service, lifecycleBeans))));
		return services.withServices(result);
	}

	private DiscoveredServices withRuntimeTypes(DiscoveredServices declared) {
		AnnotationScanner scanner = new AnnotationScanner();
		Map<String, Class<?>> types = new LinkedHashMap<>();
		for (String name : this.beanFactory.getSingletonNames()) {
			Class<?> predicted = declared.predictedTypes().get(name);
			Class<?> actual = runtimeType(name);
			if (actual == null || actual == predicted || BeanCatalog.isInfrastructure(actual)) {
				continue;
			}
			Declarations declarations = scanner.scan(actual);
			if (!declarations.isEmpty() && !(predicted != null && scanner.scan(predicted).saySameAs(declarations))
					&& !Mocks.isMock(this.beanFactory.getSingleton(name))) {
				types.put(name, actual);
			}
		}
		if (types.isEmpty()) {
			return declared;
		}
		Map<String, Class<?>> all = new LinkedHashMap<>(declared.predictedTypes());
		all.putAll(types);
		DiscoveredServices services = this.discovery.discover(all, false);
		types.forEach((name, type) -> recommend(name, type, declared.predictedTypes().get(name)));
		return services;
	}

	private DiscoveredServices withMocks(DiscoveredServices services) {
		Map<String, DiscoveredService> byName = new LinkedHashMap<>(services.byName());
		Set<String> mocks = new LinkedHashSet<>(services.mocks());
		services.byName().forEach((name, service) -> {
			if (service.beanName() != null && Mocks.isMock(this.beanFactory.getSingleton(service.beanName()))) {
				mocks.add(name);
				byName.put(name, service.asMock());
			}
		});
		return new DiscoveredServices(byName, mocks, services.predictedTypes(), true);
	}

	// Log once what would have been checked earlier with a concrete return type.
	private void recommend(String name, Class<?> actual, @Nullable Class<?> predicted) {
		logger.info(LogMessage.format(
				"The annotations of %s could only be read after bean '%s' had been created%s. "
						+ "Declare %s as the type of the bean to have them checked before any bean is created",
				actual.getName(), name, (predicted != null) ? ", because it is declared as " + predicted.getName() : "",
				actual.getSimpleName()));
	}

	private @Nullable Class<?> runtimeType(String name) {
		Object bean = this.beanFactory.getSingleton(name);
		if (bean == null || ScopedProxyUtils.isScopedTarget(name)) {
			return null;
		}
		Class<?> type = (bean instanceof FactoryBean) ? this.beanFactory.getType(name, false)
				: AopProxyUtils.ultimateTargetClass(bean);
		return (type == null || Proxy.isProxyClass(type)) ? null : ClassUtils.getUserClass(type);
	}

	private boolean isAutoStartup(DiscoveredService service, Map<String, Lifecycle> lifecycleBeans) {
		String beanName = service.beanName();
		if (beanName == null) {
			return true;
		}
		Object bean = lifecycleBeans.get(beanName);
		if (bean == null) {
			bean = this.beanFactory.getBean(beanName);
		}
		return !(bean instanceof SmartLifecycle lifecycle) || lifecycle.isAutoStartup();
	}

}
