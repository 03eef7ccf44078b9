package dev.lifecycle.context;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Tells whether a bean can do without another one that was injected into it.
 */
final class InjectionPoints {

	private static final List<String> ANNOTATIONS = List.of(Autowired.class.getName(), "jakarta.inject.Inject",
			"jakarta.annotation.Resource");

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<String, List<Point>> pointsByBean = new HashMap<>();

	InjectionPoints(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	// Return true if all injection points that take the dependency are optional.
	boolean isOptional(String bean, String dependency) {
		List<Point> points = this.pointsByBean.computeIfAbsent(bean, this::find);
		if (points.stream().allMatch(Point::required)) {
			return false;
		}
		List<Point> matching = points.stream()
			.filter((point) -> this.beanFactory.isTypeMatch(dependency, point.type()))
			.toList();
		return !matching.isEmpty() && matching.stream().noneMatch(Point::required);
	}

	private List<Point> find(String bean) {
		List<Point> points = new ArrayList<>();
		Method factoryMethod = factoryMethod(bean);
		if (factoryMethod != null) {
			addParameters(factoryMethod, true, points);
		}
		Class<?> type = this.beanFactory.getType(bean, false);
		if (type == null) {
			return points;
		}
		Class<?> userType = ClassUtils.getUserClass(type);
		if (factoryMethod == null) {
			addConstructors(userType, points);
		}
		ReflectionUtils.doWithFields(userType, (field) -> addField(field, points));
		ReflectionUtils.doWithMethods(userType, (method) -> {
			MergedAnnotation<?> annotation = annotation(method);
			if (annotation != null) {
				addParameters(method, isRequired(annotation), points);
			}
		}, ReflectionUtils.USER_DECLARED_METHODS);
		return points;
	}

	private @Nullable Method factoryMethod(String bean) {
		BeanDefinition definition = this.beanFactory.containsBeanDefinition(bean)
				? this.beanFactory.getMergedBeanDefinition(bean) : null;
		return (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
	}

	private void addConstructors(Class<?> type, List<Point> points) {
		Constructor<?>[] constructors = type.getDeclaredConstructors();
		List<Constructor<?>> annotated = Arrays.stream(constructors)
			.filter((constructor) -> annotation(constructor) != null)
			.toList();
		for (Constructor<?> constructor : annotated.isEmpty() ? List.of(constructors) : annotated) {
			addParameters(constructor, true, points);
		}
	}

	private void addField(Field field, List<Point> points) {
		MergedAnnotation<?> annotation = annotation(field);
		if (annotation != null) {
			boolean required = new DependencyDescriptor(field, isRequired(annotation)).isRequired();
			points.add(new Point(injected(ResolvableType.forField(field)), required));
		}
	}

	private static void addParameters(Executable executable, boolean required, List<Point> points) {
		for (int i = 0; i < executable.getParameterCount(); i++) {
			MethodParameter parameter = MethodParameter.forExecutable(executable, i);
			MergedAnnotation<?> annotation = MergedAnnotations.from(parameter.getParameterAnnotations())
				.get(Autowired.class);
			points.add(new Point(injected(ResolvableType.forMethodParameter(parameter)), required
					&& !parameter.isOptional() && (!annotation.isPresent() || annotation.getBoolean("required"))));
		}
	}

	// Return the type of the injected beans, without their containers.
	private static ResolvableType injected(ResolvableType type) {
		if (type.isArray()) {
			return type.getComponentType();
		}
		Class<?> container = type.toClass();
		if (container == Optional.class || Iterable.class.isAssignableFrom(container)) {
			ResolvableType element = type.as((container == Optional.class) ? Optional.class : Iterable.class)
				.getGeneric();
			return (element.resolve() != null) ? injected(element) : type;
		}
		return (container == Map.class && type.getGeneric(1).resolve() != null) ? type.getGeneric(1) : type;
	}

	private static boolean isRequired(MergedAnnotation<?> annotation) {
		return annotation.getValue("required", Boolean.class).orElse(true);
	}

	private static @Nullable MergedAnnotation<?> annotation(AnnotatedElement element) {
		MergedAnnotations annotations = MergedAnnotations.from(element);
		for (String name : ANNOTATIONS) {
			if (annotations.isPresent(name)) {
				return annotations.get(name);
			}
		}
		return null;
	}

	/**
	 * An injection point.
	 *
	 * @param type the type of the injected bean
	 * @param required whether the bean must be there
	 */
	private record Point(ResolvableType type, boolean required) {

	}

}
