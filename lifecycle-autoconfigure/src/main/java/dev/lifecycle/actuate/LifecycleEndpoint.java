package dev.lifecycle.actuate;

import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.text.Texts;

/**
 * {@link Endpoint @Endpoint} that shows the services, what they wait for, and how the
 * latest start-up went, and restarts services where unrestricted access is granted.
 *
 * @since 0.1.0
 */
@Endpoint(id = "lifecycle", defaultAccess = Access.READ_ONLY)
public final class LifecycleEndpoint {

	private static final Log logger = LogFactory.getLog(LifecycleEndpoint.class);

	private final LifecycleDescriber describer;

	private final LifecycleManager manager;

	/**
	 * Create a new endpoint.
	 * @param describer describes the services at the moment of the request
	 * @param manager restarts services
	 */
	public LifecycleEndpoint(LifecycleDescriber describer, LifecycleManager manager) {
		this.describer = describer;
		this.manager = manager;
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
		return find(this.describer.describe(), service);
	}

	private static @Nullable ServiceDescriptor find(LifecycleDescriptor lifecycle, String service) {
		return lifecycle.services()
			.stream()
			.filter((candidate) -> candidate.name().equals(service))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Have a service restarted, without waiting for it. During a start-up the restart
	 * follows when that is complete.
	 * @param service the name of the service
	 * @return what happens; {@code null} if there is no such service
	 */
	@WriteOperation
	public @Nullable RestartDescriptor restart(@Selector String service) {
		LifecycleDescriptor lifecycle = this.describer.describe();
		ServiceDescriptor descriptor = find(lifecycle, service);
		if (descriptor == null) {
			return null;
		}
		return switch (lifecycle.state()) {
			case READY, NOT_READY -> restart(descriptor, "The service is being restarted");
			case STARTING -> restart(descriptor, "The service is restarted when the start-up is complete");
			case FAILED -> refused(service, "The start-up has failed");
			case STOPPING, STOPPED -> refused(service, "The services are stopped");
		};
	}

	private RestartDescriptor restart(ServiceDescriptor descriptor, String message) {
		String service = descriptor.name();
		if (!isRunning(descriptor)) {
			return refused(service, "The service does not run");
		}
		CompletableFuture<?> unused = this.manager.restart(service).whenComplete((result, failure) -> {
			if (failure != null) {
				logger.warn("The requested restart of '" + service + "' has failed: " + Texts.reason(failure));
			}
		});
		return new RestartDescriptor(service, true, message);
	}

	private static boolean isRunning(ServiceDescriptor service) {
		boolean restarting = service.restarts() != null && service.restarts().underWay() != null;
		return restarting || (service.state() != ServiceState.PENDING && service.state() != ServiceState.STOPPED);
	}

	private static RestartDescriptor refused(String service, String message) {
		return new RestartDescriptor(service, false, message);
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
