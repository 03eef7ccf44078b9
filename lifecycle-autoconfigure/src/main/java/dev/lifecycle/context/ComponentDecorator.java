package dev.lifecycle.context;

import dev.lifecycle.engine.ServiceComponent;

/**
 * Surrounds the calls that start and stop services.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ComponentDecorator {

	/**
	 * Return what the engine is to start and stop instead of a component.
	 * @param service the name of the service
	 * @param component its component
	 * @return a component that passes all calls on
	 */
	ServiceComponent decorate(String service, ServiceComponent component);

}
