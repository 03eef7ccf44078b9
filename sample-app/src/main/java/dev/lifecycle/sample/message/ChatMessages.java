package dev.lifecycle.sample.message;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;

import dev.lifecycle.sample.database.Database;

/**
 * The table of all messages.
 *
 * @since 0.1.0
 */
@Repository
public class ChatMessages {

	/**
	 * Length of the longest text that can be stored.
	 */
	public static final int MAX_LENGTH = 2000;

	private final JdbcClient jdbc;

	private final Clock clock;

	ChatMessages(Database database, Clock clock) {
		this.jdbc = database.jdbc();
		this.clock = clock;
	}

	/**
	 * Store a message.
	 * @param author name of the user or agent
	 * @param agent whether the author is an agent
	 * @param text what is said, at most {@link #MAX_LENGTH} characters
	 * @return the stored message
	 */
	public ChatMessage add(String author, boolean agent, String text) {
		OffsetDateTime sentAt = OffsetDateTime.now(this.clock).truncatedTo(ChronoUnit.MILLIS);
		KeyHolder keys = new GeneratedKeyHolder();
		this.jdbc.sql("insert into chat_message (author, is_agent, body, sent_at) values (?, ?, ?, ?)")
			.params(author, agent, text, sentAt)
			.update(keys, "id");
		Number id = Objects.requireNonNull(keys.getKey());
		return new ChatMessage(id.longValue(), author, agent, text, sentAt.toInstant());
	}

	/**
	 * Return the latest messages.
	 * @param limit how many at most
	 * @return the messages, oldest first
	 */
	public List<ChatMessage> recent(int limit) {
		List<ChatMessage> messages = new ArrayList<>(
				this.jdbc.sql("select * from chat_message order by id desc limit ?")
					.param(limit)
					.query(ChatMessages::map)
					.list());
		Collections.reverse(messages);
		return messages;
	}

	private static ChatMessage map(ResultSet row, int index) throws SQLException {
		return new ChatMessage(row.getLong("id"), row.getString("author"), row.getBoolean("is_agent"),
				row.getString("body"), row.getObject("sent_at", OffsetDateTime.class).toInstant());
	}

}
