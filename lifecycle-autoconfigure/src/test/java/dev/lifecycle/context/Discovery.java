package dev.lifecycle.context;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import dev.lifecycle.graph.Dependency;

/**
 * Runs the discovery in real application contexts.
 */
final class Discovery {

	private final Map<String, ServiceSettings> settings = new LinkedHashMap<>();

	private Consumer<GenericApplicationContext> customizer = (context) -> {
	};

	// Discover the services of a context that is given up before it creates a bean.
	static DiscoveredServices of(Class<?>... components) {
		return new Discovery().discover(components);
	}

	static List<String> edges(@Nullable DiscoveredService service) {
		return (service != null) ? service.definition()
			.dependencies()
			.stream()
			.map((dependency) -> dependency.type() + " " + dependency.target())
			.toList() : List.of();
	}

	Discovery with(Consumer<GenericApplicationContext> customizer) {
		this.customizer = this.customizer.andThen(customizer);
		return this;
	}

	Discovery bean(String name, Class<?> type) {
		return with((context) -> context.registerBean(name, type));
	}

	Discovery settings(String name, Dependency... dependencies) {
		return settings(name,
				new ServiceSettings(null, null, null, null, Arrays.asList(dependencies), List.of(), Await.IN_ORDER));
	}

	Discovery settings(String name, ServiceSettings settings) {
		this.settings.put(name, settings);
		return this;
	}

	DiscoveredServices discover(Class<?>... components) {
		AtomicReference<@Nullable DiscoveredServices> result = new AtomicReference<>();
		try (AnnotationConfigApplicationContext context = context(components)) {
			context.addBeanFactoryPostProcessor((beanFactory) -> {
				result.set(new ServiceDiscovery(beanFactory, context.getEnvironment(), this.settings).discover());
				throw new UnsupportedOperationException("Nothing more is needed");
			});
			context.refresh();
		}
		catch (UnsupportedOperationException ex) {
			// What was needed is there.
		}
		return Objects.requireNonNull(result.get());
	}

	// Discover and complete the services of a context that has created all its beans.
	DiscoveredServices complete(InjectionEdges mode, Class<?>... components) {
		AtomicReference<@Nullable DiscoveredServices> declared = new AtomicReference<>();
		try (AnnotationConfigApplicationContext context = context(components)) {
			context.addBeanFactoryPostProcessor((beanFactory) -> declared
				.set(new ServiceDiscovery(beanFactory, context.getEnvironment(), this.settings).discover()));
			context.refresh();
			return new RuntimeDiscovery(context.getBeanFactory(), context.getEnvironment(), this.settings).complete(
					Objects.requireNonNull(declared.get()), context.getBeansOfType(Lifecycle.class, false, false),
					mode);
		}
	}

	AnnotationConfigApplicationContext context(Class<?>... components) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		this.customizer.accept(context);
		if (components.length > 0) {
			context.register(components);
		}
		return context;
	}

}
