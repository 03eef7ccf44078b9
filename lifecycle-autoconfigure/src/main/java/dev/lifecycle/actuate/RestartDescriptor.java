package dev.lifecycle.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Answer to a request to restart a service.
 *
 * @param service the name of the service
 * @param accepted whether it is going to be restarted
 * @param message what happens now, for people
 * @since 0.1.0
 */
public record RestartDescriptor(String service, boolean accepted, String message) implements OperationResponseBody {

}
