package dev.lifecycle.readiness;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

import dev.lifecycle.ReadinessResult;

/**
 * What a check method returns.
 *
 * @since 0.1.0
 */
public final class CheckReturnType {

	private static final String MONO = "reactor.core.publisher.Mono";

	private static final String HEALTH = "org.springframework.boot.health.contributor.Health";

	private static final Set<String> VALUES = Set.of(Boolean.class.getName(), ReadinessResult.class.getName(), HEALTH);

	private final ResolvableType type;

	private CheckReturnType(ResolvableType type) {
		this.type = type;
	}

	/**
	 * Return the type of a method.
	 * @param method the method
	 * @param implementation the class that has it, which knows its type variables
	 * @return what the method returns
	 */
	public static CheckReturnType of(Method method, Class<?> implementation) {
		return new CheckReturnType(ResolvableType.forMethodReturnType(method, implementation));
	}

	/**
	 * Return whether a method of this type can be a check.
	 * @return {@code true} if there is a result to be had from it
	 */
	public boolean isSupported() {
		if (this.type.isArray()) {
			return false;
		}
		String name = name(this.type);
		if (name.equals(void.class.getName()) || name.equals(boolean.class.getName()) || VALUES.contains(name)) {
			return true;
		}
		ResolvableType later = later();
		return later != null && !later.isArray() && (VALUES.contains(name(later)) || isVoid(later));
	}

	/**
	 * Return whether returning normally, or completing normally, means ready.
	 * @return {@code true} if there is no value
	 */
	boolean isVoid() {
		ResolvableType later = later();
		return (later != null) ? isVoid(later) : this.type.resolve() == void.class;
	}

	private static boolean isVoid(ResolvableType value) {
		return value.resolve() == Void.class;
	}

	private @Nullable ResolvableType later() {
		if (CompletionStage.class.isAssignableFrom(this.type.toClass())) {
			return this.type.as(CompletionStage.class).getGeneric(0);
		}
		return name(this.type).equals(MONO) ? this.type.getGeneric(0) : null;
	}

	private static String name(ResolvableType type) {
		Class<?> resolved = type.resolve();
		return (resolved != null) ? resolved.getName() : "";
	}

	@Override
	public String toString() {
		return this.type.toString();
	}

}
