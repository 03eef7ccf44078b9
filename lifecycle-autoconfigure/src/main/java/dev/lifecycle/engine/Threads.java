package dev.lifecycle.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Creates the threads that foreign code runs on, and remembers those left behind.
 */
class Threads {

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

	private final ThreadFactory factory;

	private final ThreadLocal<Boolean> inside = new ThreadLocal<>();

	private final Queue<Abandoned> abandoned = new ConcurrentLinkedQueue<>();

	private final Queue<Supplier<Collection<Thread>>> others = new ConcurrentLinkedQueue<>();

	private final Executor executor;

	Threads(ThreadFactory factory) {
		this.factory = factory;
		// Callers bound the number of tasks themselves.
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS,
				new SynchronousQueue<>(), (task) -> create("lifecycle-check", task));
	}

	Threads(ThreadFactory factory, Executor executor) {
		this.factory = factory;
		this.executor = executor;
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
	 * Run a task on a thread that is kept for others.
	 * @param task the task
	 */
	void execute(Runnable task) {
		this.executor.execute(task);
	}

	/**
	 * Return whether the current thread is one of these.
	 * @return {@code true} inside a {@code start()}, {@code stop()} or check
	 */
	boolean isInside() {
		return this.inside.get() != null;
	}

	void abandon(Thread thread) {
		abandon(thread.getName(), thread::isAlive);
	}

	void abandon(String name, BooleanSupplier alive) {
		this.abandoned.removeIf((other) -> !other.alive.getAsBoolean());
		this.abandoned.add(new Abandoned(name, alive));
	}

	/**
	 * Count threads of somebody else among those left behind.
	 * @param others supplies the threads as they are then
	 */
	void include(Supplier<Collection<Thread>> others) {
		this.others.add(others);
	}

	List<String> abandoned() {
		Stream<String> calls = this.abandoned.stream().filter((call) -> call.alive.getAsBoolean()).map(Abandoned::name);
		Stream<String> others = this.others.stream()
			.flatMap((threads) -> threads.get().stream())
			.filter(Thread::isAlive)
			.map(Thread::getName);
		return Stream.concat(calls, others).toList();
	}

	/**
	 * Clear the interrupt of the current thread that another one is about to send because
	 * it has given up on the call that has just returned. The next call must not be hit
	 * by it.
	 * @param interrupted zero once the interrupt has been sent
	 */
	static void clearInterrupt(CountDownLatch interrupted) {
		while (interrupted.getCount() > 0) {
			try {
				interrupted.await();
			}
			catch (InterruptedException ex) {
				// This is the one waited for
			}
		}
		Thread.interrupted();
	}

	void close() {
		if (this.executor instanceof ExecutorService service) {
			service.shutdownNow();
		}
	}

	private record Abandoned(String name, BooleanSupplier alive) {

	}

}
