package dev.lifecycle.integration;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.readiness.ProbeContext;
import dev.lifecycle.readiness.RedisCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Checks against a Redis that works, refuses, and hangs.
 */
@Testcontainers(disabledWithoutDocker = true)
class RedisChecksContainerTests {

	private static final String SECRET = "s3cret-pw";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofSeconds(1);

	@Container
	private static final GenericContainer<?> REDIS = new GenericContainer<>(DockerImageName.parse("redis:7"))
		.withCommand("redis-server", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", "", "--requirepass",
				SECRET)
		.withExposedPorts(6379);

	@Test
	void addressWhenServerAnswersThenReadyAgainAndAgain() throws Exception {
		ReadinessProbe probe = byAddress("redis://:" + SECRET + "@", null).create(context(TIMEOUT, null));
		try {
			assertThat(probe.check()).isEqualTo(ReadinessResult.ready());
			assertThat(probe.check()).isEqualTo(ReadinessResult.ready());
		}
		finally {
			close(probe);
		}
	}

	@Test
	void closeLeavesNoThread() throws Exception {
		ReadinessProbe probe = byAddress("redis://:" + SECRET + "@", null).create(context(TIMEOUT, null));
		assertThat(probe.check().isReady()).isTrue();
		close(probe);
		await().atMost(Duration.ofMinutes(1))
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("lettuce-")));
	}

	@Test
	void addressWhenPasswordIsWrongThenSaysSo() throws Exception {
		assertThat(reason(byAddress("redis://:wrong-" + SECRET + "@", null)))
			.startsWith("authentication failed for Redis at " + address() + ": WRONGPASS");
		assertThat(reason(byAddress("redis://app:wrong-" + SECRET + "@", null))).startsWith("authentication failed");
	}

	@Test
	void addressWhenPasswordIsMissingThenSaysSo() throws Exception {
		assertThat(reason(byAddress("redis://", null)))
			.startsWith("authentication failed for Redis at " + address() + ": NOAUTH");
	}

	@Test
	void addressWhenServerKnowsNoTlsThenSaysSo() throws Exception {
		ReadinessProbe probe = byAddress("rediss://:" + SECRET + "@", null)
			.create(context(Duration.ofSeconds(6), null));
		try {
			assertThat(probe.check().reason()).startsWith("TLS error with Redis at " + address() + ": ");
		}
		finally {
			close(probe);
		}
	}

	@Test
	void addressWhenServerHangsThenSaysSo() throws Exception {
		ReadinessProbe probe = byAddress("redis://:" + SECRET + "@", null).create(context(SHORT, null));
		try {
			assertThat(probe.check().isReady()).isTrue();
			try (PausedContainer paused = new PausedContainer(REDIS)) {
				assertThat(paused).isNotNull();
				assertThat(new CheckThread(probe).reason())
					.isEqualTo("no answer from Redis at " + address() + " within 1.0 s");
			}
			await().atMost(Duration.ofMinutes(1)).until(() -> probe.check().isReady());
		}
		finally {
			close(probe);
		}
	}

	@Test
	void beanWhenServerHangsThenIsInterruptible() throws Exception {
		LettuceConnectionFactory connections = connections(SECRET);
		try {
			ReadinessProbe probe = new RedisCheck(null, null, null).create(context(SHORT, connections));
			assertThat(probe.check().isReady()).isTrue();
			try (PausedContainer paused = new PausedContainer(REDIS)) {
				assertThat(paused).isNotNull();
				assertThat(new CheckThread(probe).interruptWhileWaiting().reason())
					.isEqualTo("no answer from Redis at " + address() + " within 1.0 s");
			}
		}
		finally {
			connections.destroy();
		}
	}

	@Test
	void beanWhenPasswordIsWrongThenSaysSo() throws Exception {
		LettuceConnectionFactory connections = connections("wrong-" + SECRET);
		try {
			ReadinessProbe probe = new RedisCheck(null, null, null).create(context(TIMEOUT, connections));
			assertThat(probe.check().reason()).startsWith("authentication failed for Redis at " + address())
				.doesNotContain(SECRET);
		}
		finally {
			connections.destroy();
		}
	}

	@Test
	void memoryHeadroomWhenThereIsNoLimitThenReady() throws Exception {
		limitMemory("0");
		assertThat(reason(byAddress("redis://:" + SECRET + "@", 1.0))).isEqualTo("null");
	}

	@Test
	void memoryHeadroomWhenEnoughIsFreeThenReady() throws Exception {
		limitMemory("1gb");
		assertThat(reason(byAddress("redis://:" + SECRET + "@", 0.1))).isEqualTo("null");
		limitMemory("0");
	}

	@Test
	void memoryHeadroomWhenTooLittleIsFreeThenSaysHowMuch() throws Exception {
		limitMemory("100kb");
		assertThat(reason(byAddress("redis://:" + SECRET + "@", 0.1)))
			.isEqualTo("Redis at " + address() + " has 0.0 % of 100 KB memory free, 10.0 % expected");
		limitMemory("0");
	}

	private static void limitMemory(String limit) throws Exception {
		assertThat(REDIS
			.execInContainer("redis-cli", "--no-auth-warning", "-a", SECRET, "config", "set", "maxmemory", limit)
			.getStdout()).contains("OK");
	}

	private static String reason(RedisCheck check) throws Exception {
		assertThat(check.toString()).doesNotContain(SECRET);
		ReadinessProbe probe = check.create(context(TIMEOUT, null));
		try {
			String reason = String.valueOf(probe.check().reason());
			assertThat(reason).doesNotContain(SECRET);
			return reason;
		}
		finally {
			close(probe);
		}
	}

	private static void close(ReadinessProbe probe) throws Exception {
		assertThat(probe).isInstanceOf(AutoCloseable.class);
		((AutoCloseable) probe).close();
	}

	private static RedisCheck byAddress(String prefix, @Nullable Double memoryHeadroom) {
		return new RedisCheck(URI.create(prefix + address()), null, memoryHeadroom);
	}

	private static LettuceConnectionFactory connections(String password) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(REDIS.getHost(),
				REDIS.getMappedPort(6379));
		configuration.setPassword(password);
		LettuceConnectionFactory connections = new LettuceConnectionFactory(configuration);
		connections.afterPropertiesSet();
		return connections;
	}

	private static ProbeContext context(Duration timeout, @Nullable Object bean) {
		return new ProbeContext("store", "test", timeout, null,
				(bean != null) ? new StaticListableBeanFactory(Map.of("bean", bean)) : null);
	}

	private static String address() {
		return REDIS.getHost() + ":" + REDIS.getMappedPort(6379);
	}

}
