package dev.lifecycle.sample.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import dev.lifecycle.sample.SampleProperties;
import dev.lifecycle.sample.message.ChatMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link InProcessCache}.
 */
class InProcessCacheTests {

	private final Clock clock = mock();

	private final InProcessCache cache = new InProcessCache(
			Binder.get(new MockEnvironment()).bindOrCreate("sample", SampleProperties.class), this.clock);

	@Test
	void addWhenFullThenOldestIsDropped() {
		this.cache.fill(messages(1, ChatCache.CAPACITY));
		this.cache.add(message(ChatCache.CAPACITY + 1));
		assertThat(this.cache.recent(1000)).isEqualTo(messages(2, ChatCache.CAPACITY + 1));
	}

	@Test
	void recentReturnsTheLatestOldestFirst() {
		this.cache.fill(messages(1, 10));
		assertThat(this.cache.recent(3)).isEqualTo(messages(8, 10));
	}

	@Test
	void onlineWhenSilentForAMinuteThenIsGone() {
		Instant start = Instant.EPOCH;
		given(this.clock.instant()).willReturn(start);
		this.cache.present("ada");
		given(this.clock.instant()).willReturn(start.plusSeconds(30));
		this.cache.present("grace");
		given(this.clock.instant()).willReturn(start.plus(Duration.ofMinutes(1)).plusMillis(1));
		assertThat(this.cache.online()).containsExactly("grace");
	}

	@Test
	void stopForgetsEverything() {
		given(this.clock.instant()).willReturn(Instant.EPOCH);
		this.cache.start();
		this.cache.fill(messages(1, 3));
		this.cache.present("ada");
		this.cache.stop();
		assertThat(this.cache.recent(10)).isEmpty();
		assertThat(this.cache.online()).isEmpty();
	}

	private static List<ChatMessage> messages(long first, long last) {
		return LongStream.rangeClosed(first, last).mapToObj(InProcessCacheTests::message).toList();
	}

	private static ChatMessage message(long id) {
		return new ChatMessage(id, "ada", false, "Message " + id, Instant.EPOCH.plusSeconds(id));
	}

}
