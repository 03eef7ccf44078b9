package dev.lifecycle.sample.chat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import tools.jackson.databind.json.JsonMapper;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.sample.SampleProperties;
import dev.lifecycle.sample.agents.AgentService;
import dev.lifecycle.sample.analytics.AnalyticsService;
import dev.lifecycle.sample.cache.ChatCache;
import dev.lifecycle.sample.chat.ChatEvent.AvailableAgent;
import dev.lifecycle.sample.message.ChatMessage;
import dev.lifecycle.sample.message.ChatMessages;

/**
 * The service {@code chat}: the room in which everybody hears what anybody says.
 */
@Service("chat")
@DependsOnService({ "auth", "agents", "cache" })
@DependsOnService(value = "analytics", type = DependencyType.OPTIONAL, timeout = "2s", description = "usage events")
final class ChatService extends AbstractLifecycleService {

	private static final Duration HEARTBEAT = Duration.ofSeconds(20);

	private final Map<String, Member> members = new ConcurrentHashMap<>();

	private final ChatMessages messages;

	private final ChatCache cache;

	private final AgentService agents;

	private final AnalyticsService analytics;

	private final JsonMapper json;

	private final Clock clock;

	private final Duration delay;

	private volatile @Nullable Instant lastBeat;

	ChatService(ChatMessages messages, ChatCache cache, AgentService agents, AnalyticsService analytics,
			JsonMapper json, Clock clock, SampleProperties properties) {
		this.messages = messages;
		this.cache = cache;
		this.agents = agents;
		this.analytics = analytics;
		this.json = json;
		this.clock = clock;
		this.delay = properties.delays().chat();
	}

	@Override
	protected void onStart() throws InterruptedException {
		Thread.sleep(this.delay.toMillis());
		this.cache.fill(this.messages.recent(ChatCache.CAPACITY));
		backgroundEvery("heartbeat", HEARTBEAT, this::beat);
	}

	@Override
	protected void onStop() {
		this.lastBeat = null;
		this.members.values().forEach((member) -> {
			this.cache.gone(member.user());
			member.close(CloseStatus.SERVICE_RESTARTED);
		});
		this.members.clear();
	}

	@ReadinessCheck
	boolean heartBeats() {
		Instant lastBeat = this.lastBeat;
		return lastBeat != null && lastBeat.isAfter(this.clock.instant().minus(HEARTBEAT.multipliedBy(2)));
	}

	void join(String id, Member member) {
		if (!isRunning()) {
			member.close(CloseStatus.SERVER_ERROR.withReason("The chat is not running"));
			return;
		}
		this.members.put(id, member);
		this.cache.present(member.user());
		send(member, new ChatEvent.Welcome(member.user(), availableAgents()));
		broadcast(new ChatEvent.Presence(this.cache.online()));
		this.analytics.record("joined", member.user());
	}

	private List<AvailableAgent> availableAgents() {
		return this.agents.agents()
			.stream()
			.map((agent) -> new AvailableAgent(agent.name(), agent.command(), agent.description()))
			.toList();
	}

	void leave(String id) {
		Member member = this.members.remove(id);
		if (member == null) {
			return;
		}
		if (this.members.values().stream().noneMatch((other) -> other.user().equals(member.user()))) {
			this.cache.gone(member.user());
			broadcast(new ChatEvent.Presence(this.cache.online()));
		}
	}

	void say(String id, String text) {
		Member member = this.members.get(id);
		if (member == null) {
			return;
		}
		publish(this.messages.add(member.user(), false, text));
		this.agents.answer(member.user(), text)
			.ifPresent((answer) -> publish(this.messages.add(answer.agent(), true, answer.text())));
	}

	private void publish(ChatMessage message) {
		this.cache.add(message);
		broadcast(new ChatEvent.Message(message));
		this.analytics.record("said", message.author());
	}

	void reject(String id, String code, String reason) {
		Member member = this.members.get(id);
		if (member != null) {
			send(member, new ChatEvent.Refusal(code, reason));
		}
	}

	List<ChatMessage> recent(int limit) {
		List<ChatMessage> cached = this.cache.recent(limit);
		return cached.isEmpty() ? this.messages.recent(limit) : cached;
	}

	void beat() {
		this.lastBeat = this.clock.instant();
		for (Member member : this.members.values()) {
			if (member.isExpired(this.clock.instant())) {
				member.close(CloseStatus.POLICY_VIOLATION.withReason("The token has expired"));
			}
			else {
				this.cache.present(member.user());
				member.send(new PingMessage());
			}
		}
		broadcast(new ChatEvent.Presence(this.cache.online()));
	}

	private void broadcast(ChatEvent event) {
		TextMessage message = write(event);
		this.members.values().forEach((member) -> member.send(message));
	}

	private void send(Member member, ChatEvent event) {
		member.send(write(event));
	}

	private TextMessage write(ChatEvent event) {
		return new TextMessage(this.json.writeValueAsString(event));
	}

}
