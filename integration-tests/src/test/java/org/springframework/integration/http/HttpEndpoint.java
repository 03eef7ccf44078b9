package org.springframework.integration.http;

import org.springframework.integration.gateway.MessagingGatewaySupport;

/**
 * Stands in for the endpoints that Spring Integration has in this package.
 *
 * @since 0.1.0
 */
public final class HttpEndpoint extends MessagingGatewaySupport {

	/**
	 * Create a new endpoint.
	 */
	public HttpEndpoint() {
		setRequestChannelName("nullChannel");
	}

}
