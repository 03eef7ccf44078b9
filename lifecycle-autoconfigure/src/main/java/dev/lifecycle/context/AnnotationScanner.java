package dev.lifecycle.context;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.context.Declarations.Declared;

/**
 * Finds annotations on classes and {@code @Bean} methods. Looks at each class once.
 */
final class AnnotationScanner {

	private final Map<Class<?>, Declarations> cache = new HashMap<>();

	Declarations scan(BeanDescription bean) {
		Declarations result = Declarations.NONE;
		if (bean.factoryMethod() != null) {
			result = scan(bean.factoryMethod());
		}
		for (Class<?> type : bean.annotatedTypes()) {
			result = result.and(scan(type));
		}
		return result;
	}

	Declarations scan(Class<?> type) {
		return this.cache.computeIfAbsent(type,
				(key) -> declarations(MergedAnnotations.from(key, SearchStrategy.TYPE_HIERARCHY))
					.and(new Declarations(List.of(), List.of(), List.of(), CheckMethods.of(key))));
	}

	private static Declarations scan(Method factoryMethod) {
		return declarations(MergedAnnotations.from(factoryMethod, SearchStrategy.TYPE_HIERARCHY));
	}

	private static Declarations declarations(MergedAnnotations annotations) {
		if (!annotations.isPresent(DependsOnService.class) && !annotations.isPresent(ReadinessCheck.class)
				&& !annotations.isPresent(LifecycleService.class)) {
			return Declarations.NONE;
		}
		List<Declared<ReadinessCheck>> checks = find(annotations, ReadinessCheck.class);
		for (Declared<ReadinessCheck> check : checks) {
			boolean health = !check.annotation().health().isBlank();
			boolean probe = check.annotation().probe() != ReadinessProbe.class;
			if (!health && !probe) {
				throw DiscoveryFailures.probeMissing(check.source());
			}
			if (health && probe) {
				throw DiscoveryFailures.twoProbes(check.source());
			}
		}
		return new Declarations(find(annotations, LifecycleService.class), find(annotations, DependsOnService.class),
				checks, List.of());
	}

	static <A extends Annotation> List<Declared<A>> find(MergedAnnotations annotations, Class<A> type) {
		return annotations.stream(type)
			.filter(MergedAnnotation::isPresent)
			.map((annotation) -> new Declared<>(annotation.synthesize(), Declarations.source(annotation.getSource())))
			.distinct()
			.toList();
	}

}
