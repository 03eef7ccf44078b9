package dev.lifecycle.readiness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RedisCheck}.
 */
class RedisCheckTests {

	@Test
	void checkWhenPortIsClosedThenSaysSo() throws Exception {
		int port = closedPort();
		assertThat(check("redis://app:secret@localhost:" + port, Probes.TIMEOUT).reason())
			.startsWith("Redis at localhost:" + port + " is unreachable: ")
			.doesNotContain("secret");
	}

	@Test
	void checkWhenHostIsUnknownThenSaysSo() throws Exception {
		assertThat(check("redis://:secret@nowhere.invalid", Probes.TIMEOUT).reason())
			.isEqualTo("unknown host of Redis at nowhere.invalid:6379");
	}

	@Test
	void checkWhenServerIsSilentThenSaysSo() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String address = "localhost:" + server.getLocalPort();
			assertThat(check("redis://" + address, Duration.ofMillis(200)).reason())
				.isEqualTo("no answer from Redis at " + address + " within 200 ms");
		}
	}

	@Test
	void checkWhenServerAnswersThenReady() throws Exception {
		try (RespServer server = new RespServer(Map.of("PING", "+PONG"))) {
			assertThat(check(server, null)).isEqualTo(ReadinessResult.ready());
		}
	}

	@Test
	void checkWhenAnswerIsWrongThenSaysSo() throws Exception {
		try (RespServer server = new RespServer(Map.of("PING", "+HELLO"))) {
			assertThat(check(server, null).reason())
				.isEqualTo("wrong answer from Redis at " + server.address() + " to PING: expected PONG but got HELLO");
		}
	}

	@Test
	void checkWhenAnswerIsLongAndHasPasswordThenItsBeginningWithoutIt() throws Exception {
		try (RespServer server = new RespServer(Map.of("PING", "+password=s3cret " + "x ".repeat(10_000)))) {
			assertThat(check(server, null).reason()).isEqualTo("wrong answer from Redis at " + server.address()
					+ " to PING: expected PONG but got password=****** " + "x ".repeat(42) + "…");
		}
	}

	@Test
	void checkWhenPasswordIsMissingThenSaysSo() throws Exception {
		try (RespServer server = new RespServer(Map.of("PING", "-NOAUTH Authentication required."))) {
			assertThat(check(server, null).reason()).isEqualTo(
					"authentication failed for Redis at " + server.address() + ": NOAUTH Authentication required.");
		}
	}

	@Test
	void checkWhenServerIsLoadingThenSaysSo() throws Exception {
		try (RespServer server = new RespServer(Map.of("PING", "-LOADING Redis is loading the dataset in memory"))) {
			assertThat(check(server, null).reason())
				.isEqualTo("Redis at " + server.address() + " failed: LOADING Redis is loading the dataset in memory");
		}
	}

	@Test
	void checkWhenMemoryIsShortThenSaysSo() throws Exception {
		String info = "used_memory:950\r\nmaxmemory:1024\r\n";
		try (RespServer server = new RespServer(Map.of("PING", "+PONG", "INFO", "$" + info.length() + "\r\n" + info))) {
			assertThat(check(server, 0.1).reason())
				.isEqualTo("Redis at " + server.address() + " has 7.2 % of 1 KB memory free, 10.0 % expected");
			assertThat(check(server, 0.05)).isEqualTo(ReadinessResult.ready());
		}
	}

	@Test
	void checkWhenBeanCannotConnectThenSaysSo() throws Exception {
		int port = closedPort();
		LettuceConnectionFactory connections = new LettuceConnectionFactory("localhost", port);
		connections.afterPropertiesSet();
		try {
			RedisCheck check = new RedisCheck(null, "cache", null);
			assertThat(check.needsBeans()).isTrue();
			assertThat(check.create(Probes.with(Map.of("cache", connections))).check().reason())
				.startsWith("Redis at localhost:" + port + " is unreachable: ");
		}
		finally {
			connections.destroy();
		}
	}

	@Test
	void toStringHidesSecrets() {
		assertThat(new RedisCheck(URI.create("rediss://app:secret@cache:6380/2"), null, 0.1)).asString()
			.contains("cache:6380/2")
			.doesNotContain("secret");
	}

	@Test
	void createWhenSettingsContradictThenFails() {
		URI address = URI.create("redis://cache");
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisCheck(address, "cache", null));
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisCheck(address, null, 1.1));
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisCheck(address, null, -0.1));
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisCheck(URI.create("http://cache"), null, null));
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisCheck(URI.create("redis:cache"), null, null));
	}

	private static ReadinessResult check(RespServer server, @Nullable Double memoryHeadroom) throws Exception {
		URI address = URI.create("redis://" + server.address());
		try (RedisAddressProbe probe = new RedisAddressProbe(address, memoryHeadroom, Probes.TIMEOUT)) {
			return probe.check();
		}
	}

	private static ReadinessResult check(String address, Duration timeout) throws Exception {
		try (RedisAddressProbe probe = (RedisAddressProbe) new RedisCheck(URI.create(address), null, null)
			.create(Probes.withoutBeans(timeout))) {
			return probe.check();
		}
	}

	private static int closedPort() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return server.getLocalPort();
		}
	}

}
