package dev.lifecycle.races;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Tells whether a class-based proxy can stand for a bean without anybody noticing. Such a
 * proxy has no state of its own, so whatever gets past its methods finds nothing.
 */
final class ProxySafety {

	private ProxySafety() {
	}

	/**
	 * Return what speaks against a proxy.
	 * @param type the class of the bean
	 * @return a text for people; {@code null} if nothing does
	 */
	static @Nullable String objection(Class<?> type) {
		if (Proxy.isProxyClass(type) || type.isHidden() || type.isSynthetic() || type.isArray()
				|| type.getName().contains(ClassUtils.CGLIB_CLASS_SEPARATOR)) {
			return "its class is generated";
		}
		if (Modifier.isFinal(type.getModifiers()) || type.isSealed()) {
			return "its class is final";
		}
		if (type.getEnclosingClass() != null) {
			// The others in the same file may use its private fields.
			return "its class is made by a @Bean method and nested";
		}
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			String objection = objectionToMembers(current);
			if (objection != null) {
				return objection;
			}
		}
		return null;
	}

	private static @Nullable String objectionToMembers(Class<?> type) {
		for (Field field : type.getDeclaredFields()) {
			if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isPrivate(field.getModifiers())
					&& !field.isSynthetic()) {
				return "its field '" + field.getName() + "' is not private";
			}
		}
		for (Method method : type.getDeclaredMethods()) {
			int modifiers = method.getModifiers();
			if (Modifier.isStatic(modifiers) || method.isSynthetic()) {
				continue;
			}
			if (Modifier.isPrivate(modifiers) ? method.getAnnotations().length > 0 : Modifier.isFinal(modifiers)) {
				return "its method '" + method.getName() + "' cannot be overridden";
			}
		}
		return null;
	}

}
