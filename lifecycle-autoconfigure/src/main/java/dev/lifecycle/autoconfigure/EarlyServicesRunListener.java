package dev.lifecycle.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;

import dev.lifecycle.context.Await;
import dev.lifecycle.context.EarlyServices;

/**
 * Waits for services with {@code await: before-beans} when the context is prepared. A run
 * listener, because these come after all listeners of the event that says so, such as
 * Spring Boot's Docker Compose support, which may be what starts those services.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class EarlyServicesRunListener implements SpringApplicationRunListener {

	private static final String SPRING_CLOUD_BOOTSTRAP = "bootstrap";

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		if (Boolean.getBoolean("spring.aot.processing")
				|| environment.getPropertySources().contains(SPRING_CLOUD_BOOTSTRAP)) {
			return;
		}
		LifecycleOptionsFactory factory = new LifecycleOptionsFactory(environment);
		if (factory.isConfigured() && isAwaited(environment)) {
			new EarlyServices(factory.options(), context.getClassLoader()).await();
		}
	}

	private static boolean isAwaited(ConfigurableEnvironment environment) {
		Binder binder = Binder.get(environment);
		Map<String, Awaited> services = binder.bind("lifecycle.services", Bindable.mapOf(String.class, Awaited.class))
			.orElse(Map.of());
		return services.values().stream().anyMatch((service) -> service.await() == Await.BEFORE_BEANS)
				&& binder.bind("lifecycle.enabled", Boolean.class).orElse(true);
	}

	// Not private, or it could not be bound.
	record Awaited(@DefaultValue("in-order") @Nullable Await await) {

	}

}
