package dev.lifecycle.sample.chat;

import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * Lets only users with a valid token in. A page cannot set headers of a handshake, and a
 * query parameter would end up in access logs; so the token comes as one of the offered
 * subprotocols: {@code ["chat.v1", "bearer.<token>"]}. The server selects the first.
 */
@Component
final class ChatHandshake implements HandshakeInterceptor {

	static final String PROTOCOL = "chat.v1";

	static final String TOKEN = "token";

	private static final String BEARER = "bearer.";

	private final JwtDecoder decoder;

	ChatHandshake(JwtDecoder decoder) {
		this.decoder = decoder;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		try {
			String token = bearerToken(request).orElseThrow(() -> new JwtException("There is no token"));
			attributes.put(TOKEN, this.decoder.decode(token));
			return true;
		}
		catch (JwtException ex) {
			response.setStatusCode(HttpStatus.UNAUTHORIZED);
			return false;
		}
	}

	private static Optional<String> bearerToken(ServerHttpRequest request) {
		return new WebSocketHttpHeaders(request.getHeaders()).getSecWebSocketProtocol()
			.stream()
			.filter((protocol) -> protocol.startsWith(BEARER))
			.map((protocol) -> protocol.substring(BEARER.length()))
			.findFirst();
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception failure) {
		// Nothing is held during the handshake.
	}

}
