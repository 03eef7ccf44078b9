package dev.lifecycle.readiness;

import java.net.URI;
import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;

/**
 * Asks the Redis of an address, each time over a new connection. Only loaded if Spring
 * Data Redis and Lettuce are there.
 */
final class RedisAddressProbe implements RemoteProbe, AutoCloseable {

	private final LettuceConnectionFactory connections;

	private final RedisProbe probe;

	RedisAddressProbe(URI address, @Nullable Double memoryHeadroom, Duration timeout) {
		RedisURI uri = RedisURI.create(address);
		this.connections = new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(uri),
				clientConfiguration(uri, timeout));
		this.connections.setShareNativeConnection(false);
		this.connections.setEarlyStartup(false);
		this.connections.afterPropertiesSet();
		this.probe = new RedisProbe(this.connections, memoryHeadroom, timeout);
	}

	// A server without TLS does not answer the handshake: that is told from one
	// that hangs by giving up earlier.
	private static LettuceClientConfiguration clientConfiguration(RedisURI uri, Duration timeout) {
		ClientOptions options = ClientOptions.builder()
			.autoReconnect(false)
			.socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
			.timeoutOptions(TimeoutOptions.enabled(timeout))
			.sslOptions(SslOptions.builder().handshakeTimeout(timeout.dividedBy(2)).build())
			.build();
		return LettuceClientConfiguration.builder()
			.apply(uri)
			.commandTimeout(timeout)
			.clientOptions(options)
			.shutdownQuietPeriod(Duration.ZERO)
			.build();
	}

	@Override
	public String remote() {
		return this.probe.remote();
	}

	@Override
	public ReadinessResult check() {
		this.connections.start();
		return this.probe.check();
	}

	@Override
	public void close() {
		this.connections.destroy();
	}

}
