package dev.lifecycle.sample.message;

import java.time.Instant;

/**
 * One line of the chat.
 *
 * @param id number of the message, ascending
 * @param author name of the user or agent
 * @param agent whether the author is an agent
 * @param text what was said
 * @param sentAt when it was said
 * @since 0.1.0
 */
public record ChatMessage(long id, String author, boolean agent, String text, Instant sentAt) {

}
