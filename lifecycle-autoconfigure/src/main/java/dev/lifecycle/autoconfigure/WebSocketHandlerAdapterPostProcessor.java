package dev.lifecycle.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;

import dev.lifecycle.gate.reactive.WebSocketSessions;

/**
 * Has the sessions of a {@link WebSocketHandlerAdapter} tracked.
 */
final class WebSocketHandlerAdapterPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<WebSocketSessions> sessions;

	WebSocketHandlerAdapterPostProcessor(ObjectProvider<WebSocketSessions> sessions) {
		this.sessions = sessions;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean.getClass() != WebSocketHandlerAdapter.class) {
			return bean;
		}
		WebSocketHandlerAdapter adapter = (WebSocketHandlerAdapter) bean;
		WebSocketHandlerAdapter tracked = new WebSocketHandlerAdapter(
				this.sessions.getObject().track(adapter.getWebSocketService()));
		tracked.setOrder(adapter.getOrder());
		return tracked;
	}

}
