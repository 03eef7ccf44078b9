package dev.lifecycle.races;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.cglib.proxy.CallbackFilter;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.ReadinessCheck;

/**
 * Tells which methods use a service. What the framework calls, and what asks how the
 * service is, does not.
 */
final class WatchedMethods implements CallbackFilter {

	static final WatchedMethods INSTANCE = new WatchedMethods();

	static final int WATCHED = 0;

	static final int PASSED_ON = 1;

	private static final List<Class<?>> CALLBACKS = List.of(SmartLifecycle.class, AutoCloseable.class,
			DisposableBean.class, InitializingBean.class, SmartInitializingSingleton.class,
			AbstractLifecycleService.class);

	private WatchedMethods() {
	}

	@Override
	public int accept(Method method) {
		return isWatched(method) ? WATCHED : PASSED_ON;
	}

	static boolean isWatched(Method method) {
		if (Modifier.isStatic(method.getModifiers()) || ReflectionUtils.isObjectMethod(method) || isFinalizer(method)
				|| isCallback(method)) {
			return false;
		}
		return !AnnotatedElementUtils.hasAnnotation(method, ReadinessCheck.class)
				&& !AnnotatedElementUtils.hasAnnotation(method, Bean.class);
	}

	private static boolean isFinalizer(Method method) {
		return method.getName().equals("finalize") && method.getParameterCount() == 0;
	}

	private static boolean isCallback(Method method) {
		if (Aware.class.isAssignableFrom(method.getDeclaringClass()) && isAwareSetter(method)) {
			return true;
		}
		return CALLBACKS.stream()
			.filter((type) -> type.isAssignableFrom(method.getDeclaringClass()))
			.anyMatch((type) -> declares(type, method));
	}

	// The methods of interfaces below Aware are setters of one argument.
	private static boolean isAwareSetter(Method method) {
		for (Class<?> type : ClassUtils.getAllInterfacesForClass(method.getDeclaringClass())) {
			if (type != Aware.class && Aware.class.isAssignableFrom(type) && declares(type, method)) {
				return true;
			}
		}
		return false;
	}

	private static boolean declares(Class<?> type, Method method) {
		return ReflectionUtils.findMethod(type, method.getName(), method.getParameterTypes()) != null;
	}

}
