package dev.lifecycle.sample.cache;

import java.util.Collection;
import java.util.List;

import dev.lifecycle.sample.message.ChatMessage;

/**
 * What has to be at hand quickly: the latest messages, and who is there. Available as the
 * service {@code cache}.
 *
 * @since 0.1.0
 */
public interface ChatCache {

	/**
	 * Number of messages that are kept.
	 */
	int CAPACITY = 100;

	/**
	 * Replace all messages.
	 * @param messages the latest messages, oldest first
	 */
	void fill(Collection<ChatMessage> messages);

	/**
	 * Add the newest message.
	 * @param message the message
	 */
	void add(ChatMessage message);

	/**
	 * Return the latest messages.
	 * @param limit how many at most
	 * @return the messages, oldest first
	 */
	List<ChatMessage> recent(int limit);

	/**
	 * Note that a user is there. Has to be repeated every now and then: after a minute of
	 * silence a user counts as gone.
	 * @param user name of the user
	 */
	void present(String user);

	/**
	 * Note that a user has gone.
	 * @param user name of the user
	 */
	void gone(String user);

	/**
	 * Return who is there.
	 * @return the names, in alphabetical order
	 */
	List<String> online();

}
