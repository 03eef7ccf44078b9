package dev.lifecycle.readiness;

import java.time.Duration;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;

/**
 * Asks Redis. Only loaded if Spring Data Redis is there.
 */
final class RedisProbe implements RemoteProbe {

	private static final boolean LETTUCE = ClassUtils.isPresent("io.lettuce.core.RedisClient",
			RedisProbe.class.getClassLoader());

	private final RedisConnectionFactory connections;

	private final @Nullable Double memoryHeadroom;

	private final Duration timeout;

	RedisProbe(RedisConnectionFactory connections, @Nullable Double memoryHeadroom, Duration timeout) {
		this.connections = connections;
		this.memoryHeadroom = memoryHeadroom;
		this.timeout = timeout;
	}

	@Override
	public String remote() {
		return server();
	}

	@Override
	public ReadinessResult check() {
		long start = System.nanoTime();
		try (RedisConnection connection = this.connections.getConnection()) {
			String answer = connection.ping();
			if (!"PONG".equals(answer)) {
				return ReadinessResult.notReady("wrong answer from %s to PING: expected PONG but got %s"
					.formatted(server(), ForeignText.shorten(String.valueOf(answer))));
			}
			return (this.memoryHeadroom != null) ? checkMemory(connection, this.memoryHeadroom)
					: ReadinessResult.ready();
		}
		catch (DataAccessException ex) {
			boolean late = System.nanoTime() - start >= this.timeout.toNanos();
			return ReadinessResult.notReady(RedisFailures.describe(ex, server(), this.timeout, late));
		}
	}

	private ReadinessResult checkMemory(RedisConnection connection, double headroom) {
		Properties memory = connection.serverCommands().info("memory");
		return RedisMemory.of((memory != null) ? memory : new Properties())
			.stream()
			.filter((node) -> node.free() < headroom)
			.map((node) -> ReadinessResult.notReady(node.describe(server(), headroom)))
			.findFirst()
			.orElseGet(ReadinessResult::ready);
	}

	private String server() {
		return LETTUCE ? Lettuce.server(this.connections) : "Redis";
	}

	private static final class Lettuce {

		static String server(RedisConnectionFactory connections) {
			return (connections instanceof LettuceConnectionFactory lettuce && !lettuce.isClusterAware()
					&& !lettuce.isRedisSentinelAware()) ? "Redis at " + lettuce.getHostName() + ":" + lettuce.getPort()
							: "Redis";
		}

	}

}
