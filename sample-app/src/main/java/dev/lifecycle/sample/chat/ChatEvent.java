package dev.lifecycle.sample.chat;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import dev.lifecycle.sample.message.ChatMessage;

/**
 * What the server sends over a socket.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(name = "welcome", value = ChatEvent.Welcome.class),
		@JsonSubTypes.Type(name = "presence", value = ChatEvent.Presence.class),
		@JsonSubTypes.Type(name = "message", value = ChatEvent.Message.class),
		@JsonSubTypes.Type(name = "error", value = ChatEvent.Refusal.class) })
sealed interface ChatEvent {

	/**
	 * First event on a socket.
	 */
	record Welcome(String user, List<AvailableAgent> agents) implements ChatEvent {

	}

	/**
	 * Who is online now.
	 */
	record Presence(List<String> online) implements ChatEvent {

	}

	/**
	 * Somebody said something.
	 */
	record Message(ChatMessage message) implements ChatEvent {

	}

	/**
	 * What the client sent was not accepted.
	 */
	record Refusal(String code, String message) implements ChatEvent {

	}

	record AvailableAgent(String name, String command, String description) {

	}

}
