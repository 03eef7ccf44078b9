package dev.lifecycle.sample.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.springframework.context.annotation.Profile;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.sample.SampleProperties;
import dev.lifecycle.sample.message.ChatMessage;

/**
 * Keeps everything in Redis, where other instances see it too.
 */
@Component("cache")
@Profile("redis")
final class RedisCache extends AbstractLifecycleService implements ChatCache {

	private static final String MESSAGES = "chat:messages";

	private static final String LAST_SEEN = "chat:last-seen";

	private static final Duration PRESENCE = Duration.ofMinutes(1);

	private final StringRedisTemplate redis;

	private final JsonMapper json;

	private final Clock clock;

	private final Duration delay;

	RedisCache(StringRedisTemplate redis, JsonMapper json, Clock clock, SampleProperties properties) {
		this.redis = redis;
		this.json = json;
		this.clock = clock;
		this.delay = properties.delays().cache();
	}

	@Override
	protected void onStart() throws InterruptedException {
		Thread.sleep(this.delay.toMillis());
		ping();
	}

	@Override
	protected void onStop() {
		// The connection is closed by Spring, and what is stored belongs to all
		// instances.
	}

	@ReadinessCheck(timeout = "2s")
	ReadinessResult answersPing() {
		String answer = ping();
		return "PONG".equals(answer) ? ReadinessResult.ready()
				: ReadinessResult.notReady("Redis answered " + answer + " to a PING");
	}

	private String ping() {
		RedisCallback<String> ping = RedisConnection::ping;
		return Objects.requireNonNull(this.redis.execute(ping));
	}

	@Override
	public void fill(Collection<ChatMessage> messages) {
		this.redis.delete(MESSAGES);
		messages.forEach(this::add);
	}

	@Override
	public void add(ChatMessage message) {
		this.redis.opsForList().rightPush(MESSAGES, this.json.writeValueAsString(message));
		this.redis.opsForList().trim(MESSAGES, -CAPACITY, -1);
	}

	@Override
	public List<ChatMessage> recent(int limit) {
		List<String> messages = Objects.requireNonNull(this.redis.opsForList().range(MESSAGES, -limit, -1));
		return messages.stream().map((message) -> this.json.readValue(message, ChatMessage.class)).toList();
	}

	@Override
	public void present(String user) {
		this.redis.opsForZSet().add(LAST_SEEN, user, (double) this.clock.millis());
	}

	@Override
	public void gone(String user) {
		this.redis.opsForZSet().remove(LAST_SEEN, user);
	}

	@Override
	public List<String> online() {
		Instant oldest = this.clock.instant().minus(PRESENCE);
		this.redis.opsForZSet().removeRangeByScore(LAST_SEEN, 0, (double) oldest.toEpochMilli());
		Set<String> users = Objects.requireNonNull(this.redis.opsForZSet().range(LAST_SEEN, 0, -1));
		return users.stream().sorted().toList();
	}

}
