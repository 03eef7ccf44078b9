package dev.lifecycle.readiness;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

/**
 * A check that calls a method of a bean. Public methods are called through the bean's
 * proxy, if it has one, so that advice applies; others, and final ones, on the object
 * behind it.
 *
 * @since 0.1.0
 */
public final class MethodProbe implements ReadinessProbe {

	private static final boolean HEALTH = ClassUtils.isPresent("org.springframework.boot.health.contributor.Health",
			MethodProbe.class.getClassLoader());

	private final Object target;

	private final Method method;

	private final CheckReturnType returnType;

	/**
	 * Create a new probe.
	 * @param bean the bean or its proxy
	 * @param method the method without parameters, of a supported {@link CheckReturnType}
	 */
	public MethodProbe(Object bean, Method method) {
		int modifiers = method.getModifiers();
		boolean callable = Modifier.isPublic(modifiers) && !Modifier.isFinal(modifiers)
				&& method.getDeclaringClass().isInstance(bean);
		this.target = callable ? bean : ultimateTarget(bean);
		this.method = method;
		this.returnType = CheckReturnType.of(method, AopUtils.getTargetClass(this.target));
		ReflectionUtils.makeAccessible(method);
	}

	private static Object ultimateTarget(Object bean) {
		Object target = bean;
		for (Object next = bean; next != null; next = AopProxyUtils.getSingletonTarget(next)) {
			target = next;
		}
		return target;
	}

	@Override
	public ReadinessResult check() throws Exception {
		return toResult(LaterResult.await(invoke()));
	}

	private @Nullable Object invoke() throws Exception {
		try {
			return this.method.invoke(this.target);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw new IllegalStateException("Should never get here", ex);
		}
	}

	private ReadinessResult toResult(@Nullable Object result) {
		if (result instanceof ReadinessResult readinessResult) {
			return readinessResult;
		}
		if (result != null && HEALTH && HealthResults.isHealth(result)) {
			return HealthResults.of("health", result);
		}
		if (this.returnType.isVoid() || Boolean.TRUE.equals(result)) {
			return ReadinessResult.ready();
		}
		return ReadinessResult.notReady(this.method.getName() + "() returned " + result);
	}

}
