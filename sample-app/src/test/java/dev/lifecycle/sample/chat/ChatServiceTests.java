package dev.lifecycle.sample.chat;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.databind.json.JsonMapper;

import dev.lifecycle.sample.SampleProperties;
import dev.lifecycle.sample.agents.AgentService;
import dev.lifecycle.sample.analytics.AnalyticsService;
import dev.lifecycle.sample.cache.ChatCache;
import dev.lifecycle.sample.message.ChatMessages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.isA;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link ChatService}.
 */
class ChatServiceTests {

	private static final Instant EXPIRY = Instant.EPOCH.plusSeconds(60);

	private final ChatCache cache = mock();

	private final Clock clock = mock();

	private final WebSocketSession session = mock();

	private final ChatService chat = new ChatService(mock(ChatMessages.class), this.cache, mock(AgentService.class),
			mock(AnalyticsService.class), JsonMapper.shared(), this.clock,
			Binder.get(new MockEnvironment()).bindOrCreate("sample", SampleProperties.class));

	private volatile Instant now = EXPIRY;

	@BeforeEach
	void prepare() {
		given(this.session.isOpen()).willReturn(true);
		given(this.session.getId()).willReturn("1");
		given(this.clock.instant()).willAnswer((invocation) -> this.now);
		given(this.cache.online()).willReturn(List.of("ada"));
	}

	@AfterEach
	void stop() {
		this.chat.stop();
	}

	@Test
	void checkWhenStartedThenReadyUntilStopped() {
		assertThat(this.chat.heartBeats()).isFalse();
		this.chat.start();
		await().until(this.chat::heartBeats);
		this.chat.stop();
		assertThat(this.chat.heartBeats()).isFalse();
	}

	@Test
	void joinWhenNotRunningThenSocketIsClosed() throws IOException {
		join();
		verify(this.session).close(CloseStatus.SERVER_ERROR.withReason("The chat is not running"));
	}

	@Test
	void stopClosesSockets() throws IOException {
		this.chat.start();
		join();
		this.chat.stop();
		verify(this.session).close(CloseStatus.SERVICE_RESTARTED);
		verify(this.cache).gone("ada");
	}

	@Test
	void beatWhenTokenIsValidThenPings() throws IOException {
		this.chat.start();
		join();
		this.chat.beat();
		verify(this.session, atLeastOnce()).sendMessage(isA(PingMessage.class));
		verify(this.session, never()).close(any());
	}

	@Test
	void beatWhenTokenHasExpiredThenSocketIsClosed() throws IOException {
		this.chat.start();
		join();
		this.now = EXPIRY.plusMillis(1);
		this.chat.beat();
		verify(this.session).close(CloseStatus.POLICY_VIOLATION.withReason("The token has expired"));
	}

	@Test
	void beatWhenCacheFailsThenGoesOn() {
		given(this.cache.online()).willThrow(new IllegalStateException("Cache is down"));
		this.chat.start();
		await().until(() -> this.chat.backgroundFailures() == 1);
		assertThat(this.chat.heartBeats()).isTrue();
	}

	@Test
	void beatWhenSocketIsBrokenThenGoesOn() throws IOException {
		this.chat.start();
		join();
		willThrow(new IOException("Broken pipe")).given(this.session).sendMessage(any());
		willThrow(new IOException("Broken pipe")).given(this.session).close(any());
		this.chat.beat();
		verify(this.session, atLeastOnce()).sendMessage(isA(PingMessage.class));
	}

	private void join() {
		Jwt token = Jwt.withTokenValue("token").header("alg", "ES256").subject("ada").expiresAt(EXPIRY).build();
		this.chat.join("1", new Member(this.session, token));
	}

}
