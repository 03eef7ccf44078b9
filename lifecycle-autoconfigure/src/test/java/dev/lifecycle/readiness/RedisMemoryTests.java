package dev.lifecycle.readiness;

import java.util.Properties;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisMemory}.
 */
class RedisMemoryTests {

	private final Properties info = new Properties();

	@Test
	void freeIsWhatIsLeft() {
		this.info.setProperty("used_memory", "960000");
		this.info.setProperty("maxmemory", "1024000");
		assertThat(RedisMemory.of(this.info)).singleElement()
			.satisfies((memory) -> assertThat(memory.free()).isEqualTo(0.0625))
			.satisfies((memory) -> assertThat(memory.describe("Redis at cache:6379", 0.1))
				.isEqualTo("Redis at cache:6379 has 6.3 % of 1000 KB memory free, 10.0 % expected"));
	}

	@Test
	void freeWhenThereIsNoLimitThenAll() {
		this.info.setProperty("used_memory", "960000");
		this.info.setProperty("maxmemory", "0");
		assertThat(RedisMemory.of(this.info)).singleElement()
			.satisfies((memory) -> assertThat(memory.free()).isEqualTo(1));
	}

	@Test
	void freeWhenMoreIsUsedThanAllowedThenNothing() {
		assertThat(new RedisMemory(200, 100).free()).isZero();
	}

	@Test
	void ofWhenClusterThenEachServerCounts() {
		this.info.setProperty("127.0.0.1:7000.used_memory", "50");
		this.info.setProperty("127.0.0.1:7000.maxmemory", "100");
		this.info.setProperty("127.0.0.1:7001.used_memory", "90");
		this.info.setProperty("127.0.0.1:7001.maxmemory", "100");
		assertThat(RedisMemory.of(this.info)).containsExactlyInAnyOrder(new RedisMemory(50, 100),
				new RedisMemory(90, 100));
	}

}
