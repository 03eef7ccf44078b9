package dev.lifecycle.integration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What happened, in order.
 */
final class Journal {

	private final List<String> entries = new CopyOnWriteArrayList<>();

	void add(String entry) {
		this.entries.add(entry);
	}

	List<String> entries() {
		return List.copyOf(this.entries);
	}

}
