package dev.lifecycle.context;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What can be said of a bean without creating it, or of a service that has none.
 *
 * @param name the bean name, or that of the service
 * @param type the type its definition announces; {@code null} if unknown
 * @param annotatedTypes the classes that can carry annotations of ours, the type first
 * @param factoryMethod the method that creates the bean; {@code null} if there is none
 * that can carry annotations of ours
 * @param scope the scope; empty for singletons
 * @param exact whether the bean is known to be of that very type and of no subtype
 * @param external where the service is configured, for people; {@code null} for a bean
 */
record BeanDescription(String name, @Nullable Class<?> type, List<Class<?>> annotatedTypes,
		@Nullable Method factoryMethod, String scope, boolean exact, @Nullable String external) {

	BeanDescription(String name, @Nullable Class<?> type, List<Class<?>> annotatedTypes, @Nullable Method factoryMethod,
			String scope, boolean exact) {
		this(name, type, annotatedTypes, factoryMethod, scope, exact, null);
	}

	static BeanDescription external(String name, String source) {
		return new BeanDescription(name, null, List.of(), null, "", true, source);
	}

	boolean isExternal() {
		return this.external != null;
	}

	String source() {
		if (this.external != null) {
			return this.external;
		}
		if (this.factoryMethod != null) {
			return Declarations.source(this.factoryMethod);
		}
		return (this.type != null) ? this.type.getName() : "bean '" + this.name + "'";
	}

	boolean isSingleton() {
		return this.scope.isEmpty();
	}

}
