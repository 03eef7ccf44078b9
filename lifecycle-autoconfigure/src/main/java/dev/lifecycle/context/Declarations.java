package dev.lifecycle.context;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;

/**
 * The annotations that apply to a bean, nearest first.
 *
 * @param services the attributes of the service
 * @param dependencies the dependencies
 * @param typeChecks the checks on classes and {@code @Bean} methods
 * @param methodChecks the methods that are checks
 */
record Declarations(List<Declared<LifecycleService>> services, List<Declared<DependsOnService>> dependencies,
		List<Declared<ReadinessCheck>> typeChecks, List<DeclaredMethod> methodChecks) {

	static final Declarations NONE = new Declarations(List.of(), List.of(), List.of(), List.of());

	boolean isEmpty() {
		return this.services.isEmpty() && this.dependencies.isEmpty() && this.typeChecks.isEmpty()
				&& this.methodChecks.isEmpty();
	}

	// Return these followed by others that are farther away.
	Declarations and(Declarations others) {
		if (isEmpty() || others.isEmpty()) {
			return isEmpty() ? others : this;
		}
		return new Declarations(concat(this.services, others.services), concat(this.dependencies, others.dependencies),
				concat(this.typeChecks, others.typeChecks), concat(this.methodChecks, others.methodChecks));
	}

	// The implementations of check methods may differ.
	boolean saySameAs(Declarations others) {
		return this.services.equals(others.services) && this.dependencies.equals(others.dependencies)
				&& this.typeChecks.equals(others.typeChecks)
				&& this.methodChecks.stream()
					.map(DeclaredMethod::declared)
					.toList()
					.equals(others.methodChecks.stream().map(DeclaredMethod::declared).toList());
	}

	private static <T> List<T> concat(List<T> first, List<T> second) {
		return Stream.concat(first.stream(), second.stream()).distinct().toList();
	}

	static String source(@Nullable Object element) {
		if (element instanceof Method method) {
			return method.getDeclaringClass().getName() + "." + method.getName() + "()";
		}
		return (element instanceof Class<?> type) ? type.getName() : String.valueOf(element);
	}

	/**
	 * An annotation and where it was found.
	 *
	 * @param annotation the annotation
	 * @param source the class or method, for people
	 * @param <A> the type of the annotation
	 */
	record Declared<A extends Annotation>(A annotation, String source) {

	}

	/**
	 * A method that is a check.
	 *
	 * @param method the method to call
	 * @param declared the annotation
	 */
	record DeclaredMethod(Method method, Declared<ReadinessCheck> declared) {

	}

}
