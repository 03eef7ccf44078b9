package dev.lifecycle.races;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.aopalliance.intercept.MethodInterceptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

import dev.lifecycle.context.ServicePlan;

/**
 * Has the calls into services watched: as a subclass where Spring calls the constructor,
 * with an advisor where there is a proxy already, and with a proxy where that is safe.
 * The type of a bean never changes. Has no order, so that it comes after whatever creates
 * other proxies.
 *
 * @since 0.1.0
 */
public final class WatchedBeans
		implements BeanFactoryPostProcessor, SmartInstantiationAwareBeanPostProcessor, SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(WatchedBeans.class);

	private final ServicePlan plan;

	private final RaceDetector detector;

	private final Map<String, String> services = new LinkedHashMap<>();

	private final Set<String> extended = ConcurrentHashMap.newKeySet();

	private final Set<String> exposedEarly = ConcurrentHashMap.newKeySet();

	/**
	 * Why services cannot be watched, by name.
	 */
	private final Map<String, String> unwatched = new ConcurrentHashMap<>();

	private @Nullable ClassLoader classLoader;

	/**
	 * Create a new post-processor.
	 * @param plan knows the services and their beans
	 * @param detector finds the races
	 */
	public WatchedBeans(ServicePlan plan, RaceDetector detector) {
		this.plan = plan;
		this.detector = detector;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.classLoader = beanFactory.getBeanClassLoader();
		this.plan.services().byName().forEach((name, service) -> {
			String bean = service.beanName();
			if (bean != null) {
				this.services.put(bean, name);
				if (beanFactory.containsBeanDefinition(bean) && !beanFactory.containsSingleton(bean)) {
					extend(bean, beanFactory.getBeanDefinition(bean));
				}
			}
		});
	}

	private void extend(String bean, BeanDefinition definition) {
		if (definition instanceof AbstractBeanDefinition beanDefinition && definition.isSingleton()
				&& WatchedClasses.extend(beanDefinition, this.classLoader)) {
			this.extended.add(bean);
		}
	}

	@Override
	public Object getEarlyBeanReference(Object bean, String beanName) {
		if (this.services.containsKey(beanName)) {
			this.exposedEarly.add(beanName);
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		String service = this.services.get(beanName);
		if (service == null || bean instanceof FactoryBean) {
			return bean;
		}
		if (bean instanceof Advised advised) {
			if (advised.isFrozen()) {
				this.unwatched.put(service, "its proxy is frozen");
			}
			else {
				advised.addAdvisor(0, advisor(service));
			}
			return bean;
		}
		if (this.extended.contains(beanName) && WatchedClasses.watch(bean, service, this.detector)) {
			return bean;
		}
		return proxy(bean, beanName, service);
	}

	private Object proxy(Object bean, String beanName, String service) {
		String objection = objection(bean, beanName);
		if (objection == null) {
			try {
				ProxyFactory factory = new ProxyFactory();
				factory.setProxyTargetClass(true);
				factory.setTarget(bean);
				factory.addAdvisor(advisor(service));
				return factory.getProxy(bean.getClass().getClassLoader());
			}
			catch (AopConfigException ex) {
				logger.debug("No proxy for '" + service + "'", ex);
				objection = "it has no usable constructor";
			}
		}
		this.unwatched.put(service, objection);
		return bean;
	}

	private @Nullable String objection(Object bean, String beanName) {
		if (!this.plan.services().predictedTypes().containsKey(beanName)) {
			return "its class belongs to a library";
		}
		return this.exposedEarly.contains(beanName) ? "it is part of a circular reference"
				: ProxySafety.objection(bean.getClass());
	}

	private Advisor advisor(String service) {
		MethodInterceptor interceptor = (invocation) -> WatchedMethods.isWatched(invocation.getMethod())
				? this.detector.call(service, invocation.getMethod(), invocation::proceed) : invocation.proceed();
		return new DefaultPointcutAdvisor(interceptor);
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.unwatched.isEmpty()) {
			logger.info("Calls to these services are not watched for races: " + new TreeMap<>(this.unwatched));
		}
	}

}
