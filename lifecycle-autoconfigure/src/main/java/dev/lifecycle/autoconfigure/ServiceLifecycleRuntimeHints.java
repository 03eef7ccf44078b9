package dev.lifecycle.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Lets the properties be bound and the pages be read in a native image.
 */
final class ServiceLifecycleRuntimeHints extends BindableRuntimeHintsRegistrar {

	ServiceLifecycleRuntimeHints() {
		super(ServiceLifecycleProperties.class);
	}

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		super.registerHints(hints, classLoader);
		hints.resources()
			.registerPattern("dev/lifecycle/actuate/page/page.*")
			.registerPattern("dev/lifecycle/gate/startup.html");
	}

}
