package dev.lifecycle.actuate;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Adds drawings to the {@link LifecycleEndpoint} over HTTP, one path segment below the
 * services, so that no service is hidden by a drawing of its name, and status codes to
 * restarts.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = LifecycleEndpoint.class)
public final class LifecycleEndpointWebExtension {

	private static final String DRAWINGS = "drawings";

	private static final int STATUS_ACCEPTED = 202;

	private static final int STATUS_CONFLICT = 409;

	private final LifecycleEndpoint endpoint;

	/**
	 * Create a new extension.
	 * @param endpoint the endpoint
	 */
	public LifecycleEndpointWebExtension(LifecycleEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Return a drawing.
	 * @param collection always {@code drawings}
	 * @param name one of {@code graph.svg}, {@code timeline.svg}, {@code graph.mmd} and
	 * {@code graph.dot}
	 * @return the drawing; not found if there is none of that name
	 */
	@ReadOperation(produces = { Drawing.SVG, Drawing.TEXT })
	public WebEndpointResponse<String> drawing(@Selector String collection, @Selector String name) {
		Drawing drawing = collection.equals(DRAWINGS) ? Drawing.of(name) : null;
		return (drawing != null) ? new WebEndpointResponse<>(this.endpoint.draw(drawing), drawing.mimeType())
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Have a service restarted, without waiting for it.
	 * @param service the name of the service
	 * @return accepted (202); conflict (409) if it does not run, not found if there is no
	 * such service
	 */
	@WriteOperation
	public WebEndpointResponse<RestartDescriptor> restart(@Selector String service) {
		RestartDescriptor restart = this.endpoint.restart(service);
		if (restart == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		return new WebEndpointResponse<>(restart, restart.accepted() ? STATUS_ACCEPTED : STATUS_CONFLICT);
	}

}
