package dev.lifecycle.context;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What can be said of a bean without creating it.
 *
 * @param name the bean name
 * @param type the type its definition announces; {@code null} if unknown
 * @param annotatedTypes the classes that can carry annotations of ours, the type first
 * @param factoryMethod the method that creates the bean; {@code null} if there is none
 * that can carry annotations of ours
 * @param scope the scope; empty for singletons
 */
record BeanDescription(String name, @Nullable Class<?> type, List<Class<?>> annotatedTypes,
		@Nullable Method factoryMethod, String scope) {

	String source() {
		if (this.factoryMethod != null) {
			return Declarations.source(this.factoryMethod);
		}
		return (this.type != null) ? this.type.getName() : "bean '" + this.name + "'";
	}

	boolean isSingleton() {
		return this.scope.isEmpty();
	}

}
