package dev.lifecycle.sample.chat;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class ChatConfiguration implements WebSocketConfigurer {

	private final ChatSocket socket;

	private final ChatHandshake handshake;

	ChatConfiguration(ChatSocket socket, ChatHandshake handshake) {
		this.socket = socket;
		this.handshake = handshake;
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		DefaultHandshakeHandler handler = new DefaultHandshakeHandler();
		handler.setSupportedProtocols(ChatHandshake.PROTOCOL);
		registry.addHandler(this.socket, "/ws/chat").addInterceptors(this.handshake).setHandshakeHandler(handler);
	}

}
