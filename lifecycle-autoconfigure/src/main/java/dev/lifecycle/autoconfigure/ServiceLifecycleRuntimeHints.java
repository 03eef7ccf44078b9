package dev.lifecycle.autoconfigure;

import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Lets the properties be bound in a native image.
 */
final class ServiceLifecycleRuntimeHints extends BindableRuntimeHintsRegistrar {

	ServiceLifecycleRuntimeHints() {
		super(ServiceLifecycleProperties.class);
	}

}
