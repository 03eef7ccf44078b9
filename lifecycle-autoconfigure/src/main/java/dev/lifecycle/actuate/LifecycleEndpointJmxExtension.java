package dev.lifecycle.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * Adds drawings to the {@link LifecycleEndpoint} over JMX.
 *
 * @since 0.1.0
 */
@EndpointJmxExtension(endpoint = LifecycleEndpoint.class)
public final class LifecycleEndpointJmxExtension {

	private final LifecycleEndpoint endpoint;

	/**
	 * Create a new extension.
	 * @param endpoint the endpoint
	 */
	public LifecycleEndpointJmxExtension(LifecycleEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Return a drawing.
	 * @param name one of {@code graph.svg}, {@code timeline.svg}, {@code graph.mmd} and
	 * {@code graph.dot}
	 * @return the text of the drawing; {@code null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable String drawing(String name) {
		Drawing drawing = Drawing.of(name);
		return (drawing != null) ? this.endpoint.draw(drawing) : null;
	}

}
