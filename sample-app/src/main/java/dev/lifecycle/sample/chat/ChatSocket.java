package dev.lifecycle.sample.chat;

import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.lifecycle.sample.message.ChatMessages;

/**
 * Turns frames of a socket into calls of the chat.
 */
@Component
final class ChatSocket extends TextWebSocketHandler {

	private static final Log logger = LogFactory.getLog(ChatSocket.class);

	private static final int MESSAGE_SIZE_LIMIT = 16 * 1024;

	private final ChatService chat;

	private final JsonMapper json;

	ChatSocket(ChatService chat, JsonMapper json) {
		this.chat = chat;
		this.json = json;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		session.setTextMessageSizeLimit(MESSAGE_SIZE_LIMIT);
		Jwt token = (Jwt) Objects.requireNonNull(session.getAttributes().get(ChatHandshake.TOKEN));
		this.chat.join(session.getId(), new Member(session, token));
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) {
		String text = read(message);
		if (text == null || text.isBlank() || text.length() > ChatMessages.MAX_LENGTH) {
			this.chat.reject(session.getId(), "INVALID_MESSAGE",
					"A message has between 1 and " + ChatMessages.MAX_LENGTH + " characters");
			return;
		}
		try {
			this.chat.say(session.getId(), text.strip());
		}
		catch (RuntimeException ex) {
			logger.warn("A message could not be delivered", ex);
			this.chat.reject(session.getId(), "NOT_DELIVERED", "The message could not be delivered, please try again");
		}
	}

	private @Nullable String read(TextMessage message) {
		try {
			return this.json.readValue(message.getPayload(), Utterance.class).text();
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		this.chat.leave(session.getId());
	}

	record Utterance(@Nullable String text) {

	}

}
