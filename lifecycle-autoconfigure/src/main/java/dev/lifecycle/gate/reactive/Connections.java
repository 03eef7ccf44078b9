package dev.lifecycle.gate.reactive;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.Connection;

/**
 * Finds the connection a request came through, which only Reactor Netty has.
 */
final class Connections {

	private static final boolean REACTOR_NETTY = ClassUtils.isPresent("reactor.netty.http.server.HttpServerRequest",
			Connections.class.getClassLoader());

	private Connections() {
	}

	static @Nullable Connection of(ServerHttpRequest request) {
		return (REACTOR_NETTY && nativeRequest(request) instanceof Connection connection) ? connection : null;
	}

	private static @Nullable Object nativeRequest(ServerHttpRequest request) {
		try {
			return ServerHttpRequestDecorator.getNativeRequest(request);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			return null;
		}
	}

}
