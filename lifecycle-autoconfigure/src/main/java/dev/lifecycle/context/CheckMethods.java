package dev.lifecycle.context;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.context.Declarations.Declared;
import dev.lifecycle.context.Declarations.DeclaredMethod;
import dev.lifecycle.readiness.CheckReturnType;

/**
 * Finds the methods of a class that are readiness checks, inherited ones and those that
 * only an interface declares as such included.
 */
final class CheckMethods {

	private final Class<?> type;

	private final Map<String, List<DeclaredMethod>> checks = new LinkedHashMap<>();

	private CheckMethods(Class<?> type) {
		this.type = type;
	}

	static List<DeclaredMethod> of(Class<?> type) {
		CheckMethods methods = new CheckMethods(type);
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			methods.collect(current);
		}
		for (Class<?> current : ClassUtils.getAllInterfacesForClassAsSet(type)) {
			methods.collect(current);
		}
		List<DeclaredMethod> result = new ArrayList<>();
		methods.checks.values().forEach(result::addAll);
		return result;
	}

	private void collect(Class<?> current) {
		if (BeanCatalog.isInfrastructure(current)) {
			return;
		}
		try {
			ReflectionUtils.doWithLocalMethods(current, this::collect);
		}
		catch (IllegalStateException ex) {
			// A class that refers to absent ones is for Spring to reject, if it is
			// needed.
			if (!(ex.getCause() instanceof LinkageError)) {
				throw ex;
			}
		}
	}

	private void collect(Method method) {
		if (method.isSynthetic() || method.getDeclaredAnnotations().length == 0) {
			return;
		}
		MergedAnnotations annotations = MergedAnnotations.from(method);
		String signature = method.getName() + "/" + method.getParameterCount();
		if (annotations.isPresent(ReadinessCheck.class) && !annotations.isPresent(Bean.class)
				&& !this.checks.containsKey(signature)) {
			validate(method);
			List<Declared<ReadinessCheck>> declared = AnnotationScanner.find(annotations, ReadinessCheck.class);
			Method implementation = implementation(method);
			this.checks.put(signature, declared.stream().map((check) -> {
				ReadinessCheck annotation = check.annotation();
				if (!annotation.health().isEmpty() || annotation.probe() != ReadinessProbe.class) {
					throw DiscoveryFailures.probeOnMethod(check.source(), annotation);
				}
				return new DeclaredMethod(implementation, check);
			}).toList());
		}
	}

	private void validate(Method method) {
		if (Modifier.isPrivate(method.getModifiers())) {
			throw DiscoveryFailures.checkMethod(method, "is private", "Make the method at least package-private.");
		}
		if (Modifier.isStatic(method.getModifiers())) {
			throw DiscoveryFailures.checkMethod(method, "is static", "Make the method an instance method.");
		}
		if (method.getParameterCount() > 0) {
			throw DiscoveryFailures.checkMethod(method, "takes arguments", "Remove the parameters of the method.");
		}
		CheckReturnType returnType = CheckReturnType.of(method, this.type);
		if (!returnType.isSupported()) {
			throw DiscoveryFailures.checkMethod(method, "returns " + returnType,
					"Let the method return boolean, void (an exception means not ready), ReadinessResult, Health, or a "
							+ "CompletionStage or Mono of Boolean, Void, ReadinessResult or Health.");
		}
	}

	// The nearest override, as it is what proxies and the class itself call.
	private Method implementation(Method method) {
		for (Class<?> current = this.type; current != null; current = current.getSuperclass()) {
			for (Method candidate : current.getDeclaredMethods()) {
				if (candidate.getName().equals(method.getName()) && candidate.getParameterCount() == 0
						&& !candidate.isBridge()) {
					return candidate;
				}
			}
		}
		return method;
	}

}
