package dev.lifecycle.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/**
 * Creates the threads that foreign code runs on, and remembers those left behind.
 */
class Threads {

	private final ThreadFactory factory;

	private final ThreadLocal<Boolean> inside = new ThreadLocal<>();

	private final Queue<Thread> abandoned = new ConcurrentLinkedQueue<>();

	Threads(ThreadFactory factory) {
		this.factory = factory;
	}

	Thread create(String name, Runnable task) {
		Thread thread = this.factory.newThread(() -> {
			this.inside.set(true);
			try {
				task.run();
			}
			finally {
				this.inside.remove();
			}
		});
		thread.setName(name);
		return thread;
	}

	/**
	 * Return whether the current thread is one of these.
	 * @return {@code true} inside a {@code start()}, {@code stop()} or check
	 */
	boolean isInside() {
		return this.inside.get() != null;
	}

	void abandon(Thread thread) {
		this.abandoned.removeIf((other) -> !other.isAlive());
		this.abandoned.add(thread);
	}

	List<String> abandoned() {
		return this.abandoned.stream().filter(Thread::isAlive).map(Thread::getName).toList();
	}

}
