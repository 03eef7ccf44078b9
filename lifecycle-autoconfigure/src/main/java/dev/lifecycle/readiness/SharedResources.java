package dev.lifecycle.readiness;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Resources that several users share. Each is created for the first user and ended after
 * the last.
 *
 * @param <K> the type of what tells resources apart
 * @param <V> the type of the resources
 */
final class SharedResources<K, V> {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<K, Shared<V>> resources = new HashMap<>();

	private final Function<K, V> create;

	private final Consumer<V> end;

	/**
	 * Create a new instance.
	 * @param create creates a resource quickly
	 * @param end ends a resource
	 */
	SharedResources(Function<K, V> create, Consumer<V> end) {
		this.create = create;
		this.end = end;
	}

	/**
	 * Begin to use a resource.
	 * @param key which one
	 * @return the resource, usable until it is released as often as it was acquired
	 */
	V acquire(K key) {
		this.lock.lock();
		try {
			Shared<V> shared = this.resources.get(key);
			shared = (shared != null) ? shared : new Shared<>(this.create.apply(key));
			this.resources.put(key, shared);
			shared.users++;
			return shared.resource;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End the use of a resource.
	 * @param key which one
	 */
	void release(K key) {
		V unused = removeUser(key);
		if (unused != null) {
			this.end.accept(unused);
		}
	}

	private @Nullable V removeUser(K key) {
		this.lock.lock();
		try {
			Shared<V> shared = this.resources.get(key);
			Assert.state(shared != null, "Released more often than acquired");
			shared.users--;
			if (shared.users > 0) {
				return null;
			}
			this.resources.remove(key);
			return shared.resource;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static final class Shared<V> {

		private final V resource;

		private int users;

		private Shared(V resource) {
			this.resource = resource;
		}

	}

}
