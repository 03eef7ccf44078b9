package dev.lifecycle.races;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.SpringProxy;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Lookup;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.cglib.core.CodeGenerationException;
import org.springframework.cglib.core.SpringNamingPolicy;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Lets Spring create a bean as an instance of a subclass whose methods can be watched.
 * There is one object, as without, and not a proxy beside it: fields, final and private
 * methods are what they are. This only works where Spring calls the constructor.
 */
final class WatchedClasses {

	private static final Log logger = LogFactory.getLog(WatchedClasses.class);

	private static final Class<?>[] CALLBACK_TYPES = { MethodInterceptor.class, NoOp.class };

	private WatchedClasses() {
	}

	/**
	 * Replace the class of a bean definition by a subclass, if that is possible.
	 * @param definition the definition
	 * @param classLoader loads its class
	 * @return whether the class has been replaced
	 */
	static boolean extend(AbstractBeanDefinition definition, @Nullable ClassLoader classLoader) {
		if (definition.getFactoryMethodName() != null || definition.getFactoryBeanName() != null
				|| definition.getInstanceSupplier() != null || definition.hasMethodOverrides()) {
			return false;
		}
		try {
			Class<?> type = definition.resolveBeanClass(classLoader);
			if (type == null || !isExtensible(type)) {
				return false;
			}
			definition.setBeanClass(extend(type));
			return true;
		}
		catch (ClassNotFoundException | LinkageError | CodeGenerationException | IllegalArgumentException ex) {
			logger.debug("No subclass for " + definition, ex);
			return false;
		}
	}

	private static boolean isExtensible(Class<?> type) {
		if (type.isInterface() || type.isSealed() || Modifier.isFinal(type.getModifiers())
				|| Modifier.isAbstract(type.getModifiers()) || FactoryBean.class.isAssignableFrom(type)
				|| type.getName().contains(ClassUtils.CGLIB_CLASS_SEPARATOR)) {
			return false;
		}
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			if (Modifier.isPrivate(constructor.getModifiers())) {
				return false;
			}
		}
		return !hasLookups(type);
	}

	// Spring creates a subclass for them itself.
	private static boolean hasLookups(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, Lookup.class)
				&& Arrays.stream(ReflectionUtils.getAllDeclaredMethods(type))
					.anyMatch((method) -> method.isAnnotationPresent(Lookup.class));
	}

	private static Class<?> extend(Class<?> type) {
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(type);
		enhancer.setNamingPolicy(SpringNamingPolicy.INSTANCE);
		enhancer.setAttemptLoad(AotDetector.useGeneratedArtifacts());
		enhancer.setCallbackFilter(WatchedMethods.INSTANCE);
		enhancer.setCallbackTypes(CALLBACK_TYPES);
		return enhancer.createClass();
	}

	/**
	 * Begin to watch a bean. What happens before, such as its initialization, is not
	 * watched.
	 * @param bean an instance of a class from here
	 * @param service the name of the service
	 * @param detector finds the races
	 * @return whether the bean is such an instance
	 */
	static boolean watch(Object bean, String service, RaceDetector detector) {
		if (!(bean instanceof Factory factory) || bean instanceof SpringProxy) {
			return false;
		}
		MethodInterceptor interceptor = (target, method, arguments, proxy) -> detector.call(service, method,
				() -> proxy.invokeSuper(target, arguments));
		factory.setCallbacks(new Callback[] { interceptor, NoOp.INSTANCE });
		return true;
	}

}
