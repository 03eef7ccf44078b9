package dev.lifecycle.readiness;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.Assert;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.text.Texts;

/**
 * A check that Redis answers and has memory left.
 *
 * @param address the address to connect to instead of using a bean,
 * {@code redis://user:password@host:port/database}, or {@code rediss} for TLS
 * @param using the name of the {@code RedisConnectionFactory} bean; {@code null} for that
 * of the service, or the only or primary one
 * @param memoryHeadroom the part of {@code maxmemory} that must be free, from 0 to 1;
 * {@code null} if that does not matter
 * @since 0.1.0
 */
public record RedisCheck(@Nullable URI address, @Nullable String using,
		@Nullable Double memoryHeadroom) implements ProbeFactory {

	public RedisCheck {
		Assert.isTrue(using == null || address == null, "'using' and the address of a redis check exclude each other");
		Assert.isTrue(address == null || isRedis(address),
				"'redis' must be 'ping' or an address with 'redis:' or 'rediss:' and a host");
		Assert.isTrue(memoryHeadroom == null || (memoryHeadroom >= 0 && memoryHeadroom <= 1),
				"'memory-headroom' must be between 0 and 100 %");
	}

	private static boolean isRedis(URI address) {
		return address.getHost() != null
				&& ("redis".equals(address.getScheme()) || "rediss".equals(address.getScheme()));
	}

	@Override
	public String defaultName() {
		return "redis";
	}

	@Override
	public boolean needsBeans() {
		return this.address == null;
	}

	@Override
	public boolean keepsTimeLimit() {
		return true;
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		context.requireClass("org.springframework.data.redis.connection.RedisConnectionFactory",
				"org.springframework.boot:spring-boot-starter-data-redis");
		if (this.address == null) {
			return SpringDataRedis.probe(this.using, this.memoryHeadroom, context);
		}
		context.requireClass("io.lettuce.core.RedisClient", "io.lettuce:lettuce-core");
		return new RedisAddressProbe(this.address, this.memoryHeadroom, context.timeout());
	}

	@Override
	public String toString() {
		return "RedisCheck[address=%s, using=%s, memoryHeadroom=%s]".formatted(
				(this.address != null) ? Texts.mask(this.address.toString()) : null, this.using, this.memoryHeadroom);
	}

	/**
	 * Only loaded if Spring Data Redis is there.
	 */
	private static final class SpringDataRedis {

		static ReadinessProbe probe(@Nullable String using, @Nullable Double memoryHeadroom, ProbeContext context) {
			RedisConnectionFactory connections = context.bean(RedisConnectionFactory.class, using);
			return new RedisProbe(connections, memoryHeadroom, context.timeout());
		}

	}

}
