package dev.lifecycle.readiness;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.util.ReflectionUtils;

import dev.lifecycle.ReadinessResult;

/**
 * A check that calls a method of a bean. Public methods are called through the bean's
 * proxy, if it has one, so that advice applies; others, and final ones, on the object
 * behind it.
 *
 * @since 0.1.0
 */
public final class MethodProbe implements Callable<ReadinessResult> {

	private final Object target;

	private final Method method;

	/**
	 * Create a new probe.
	 * @param bean the bean or its proxy
	 * @param method the method without parameters, returning {@code boolean},
	 * {@code void} or {@link ReadinessResult}
	 */
	public MethodProbe(Object bean, Method method) {
		int modifiers = method.getModifiers();
		boolean callable = Modifier.isPublic(modifiers) && !Modifier.isFinal(modifiers)
				&& method.getDeclaringClass().isInstance(bean);
		this.target = callable ? bean : ultimateTarget(bean);
		this.method = method;
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
	public ReadinessResult call() throws Exception {
		try {
			return toResult(this.method.invoke(this.target));
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
		if (this.method.getReturnType() == void.class || Boolean.TRUE.equals(result)) {
			return ReadinessResult.ready();
		}
		return ReadinessResult.notReady(this.method.getName() + "() returned " + result);
	}

}
