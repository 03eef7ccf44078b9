package dev.lifecycle.sample.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.sample.SampleProperties;
import dev.lifecycle.sample.message.ChatMessage;

/**
 * Keeps everything in this process.
 */
@Component("cache")
@Profile("!redis")
final class InProcessCache extends AbstractLifecycleService implements ChatCache {

	private static final Duration PRESENCE = Duration.ofMinutes(1);

	private final Lock lock = new ReentrantLock();

	private final Deque<ChatMessage> messages = new ArrayDeque<>();

	private final Map<String, Instant> lastSeen = new TreeMap<>();

	private final Clock clock;

	private final Duration delay;

	InProcessCache(SampleProperties properties, Clock clock) {
		this.clock = clock;
		this.delay = properties.delays().cache();
	}

	@Override
	protected void onStart() throws InterruptedException {
		Thread.sleep(this.delay.toMillis());
	}

	@Override
	protected void onStop() {
		locked(this.messages::clear);
		locked(this.lastSeen::clear);
	}

	@ReadinessCheck
	boolean running() {
		return isRunning();
	}

	@Override
	public void fill(Collection<ChatMessage> messages) {
		locked(() -> {
			this.messages.clear();
			messages.forEach(this::append);
		});
	}

	@Override
	public void add(ChatMessage message) {
		locked(() -> append(message));
	}

	private void append(ChatMessage message) {
		this.messages.addLast(message);
		if (this.messages.size() > CAPACITY) {
			this.messages.removeFirst();
		}
	}

	@Override
	public List<ChatMessage> recent(int limit) {
		this.lock.lock();
		try {
			return this.messages.stream().skip(Math.max(0, this.messages.size() - limit)).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void present(String user) {
		locked(() -> this.lastSeen.put(user, this.clock.instant()));
	}

	@Override
	public void gone(String user) {
		locked(() -> this.lastSeen.remove(user));
	}

	@Override
	public List<String> online() {
		this.lock.lock();
		try {
			this.lastSeen.values().removeIf(this.clock.instant().minus(PRESENCE)::isAfter);
			return List.copyOf(this.lastSeen.keySet());
		}
		finally {
			this.lock.unlock();
		}
	}

	private void locked(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			this.lock.unlock();
		}
	}

}
