package dev.lifecycle.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that shows the services, what they wait for, and how the
 * latest start-up went.
 *
 * @since 0.1.0
 */
@Endpoint(id = "lifecycle")
public final class LifecycleEndpoint {

	private final LifecycleDescriber describer;

	/**
	 * Create a new endpoint.
	 * @param describer describes the services at the moment of the request
	 */
	public LifecycleEndpoint(LifecycleDescriber describer) {
		this.describer = describer;
	}

	/**
	 * Return all services and the latest start-up.
	 * @return the description
	 */
	@ReadOperation
	public LifecycleDescriptor lifecycle() {
		return this.describer.describe();
	}

	/**
	 * Return one service.
	 * @param service the name of the service
	 * @return the description; {@code null} if there is no such service
	 */
	@ReadOperation
	public @Nullable ServiceDescriptor service(@Selector String service) {
		return this.describer.describe()
			.services()
			.stream()
			.filter((candidate) -> candidate.name().equals(service))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Draw the services or their start-up.
	 * @param drawing what to draw
	 * @return the text of the drawing
	 */
	public String draw(Drawing drawing) {
		return drawing.draw(this.describer.describe());
	}

}
