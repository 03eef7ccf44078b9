package dev.lifecycle.engine;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * The places to start. The service with the longest remaining path goes first. Owned by
 * the coordinator.
 */
class Permits {

	private final PriorityQueue<EngineNode> queue = new PriorityQueue<>(
			Comparator.comparingInt((EngineNode node) -> node.graph.remaining())
				.reversed()
				.thenComparingInt((node) -> node.graph.index()));

	private int free;

	Permits(int total) {
		this.free = total;
	}

	void request(EngineNode node) {
		this.queue.add(node);
	}

	void withdraw(EngineNode node) {
		this.queue.remove(node);
	}

	void release(EngineNode node) {
		if (node.holdsPermit) {
			node.holdsPermit = false;
			this.free++;
		}
	}

	void grant(Consumer<EngineNode> starter) {
		while (this.free > 0 && !this.queue.isEmpty()) {
			EngineNode node = this.queue.remove();
			this.free--;
			node.holdsPermit = true;
			starter.accept(node);
		}
	}

}
