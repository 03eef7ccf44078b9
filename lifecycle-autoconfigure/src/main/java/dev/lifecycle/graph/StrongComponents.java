package dev.lifecycle.graph;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Tarjan's algorithm for strongly connected components, without recursion.
 */
class StrongComponents {

	private final List<GraphNode> nodes;

	private final int[] component;

	private final int[] number;

	private final int[] low;

	private final int[] next;

	private final boolean[] onStack;

	private final Deque<GraphNode> stack = new ArrayDeque<>();

	private int counter;

	private int components;

	StrongComponents(List<GraphNode> nodes) {
		this.nodes = nodes;
		this.component = new int[nodes.size()];
		this.number = new int[nodes.size()];
		this.low = new int[nodes.size()];
		this.next = new int[nodes.size()];
		this.onStack = new boolean[nodes.size()];
		Arrays.fill(this.number, -1);
	}

	// Return the component of each node, by index.
	int[] find() {
		for (GraphNode node : this.nodes) {
			if (this.number[node.index] < 0) {
				visit(node);
			}
		}
		return this.component;
	}

	private void visit(GraphNode root) {
		Deque<GraphNode> path = new ArrayDeque<>();
		enter(root, path);
		while (!path.isEmpty()) {
			GraphNode node = path.element();
			if (this.next[node.index] < node.dependencies.size()) {
				GraphNode target = node.dependencies.get(this.next[node.index]++).dependency();
				if (this.number[target.index] < 0) {
					enter(target, path);
				}
				else if (this.onStack[target.index]) {
					this.low[node.index] = Math.min(this.low[node.index], this.number[target.index]);
				}
				continue;
			}
			leave(path);
		}
	}

	private void enter(GraphNode node, Deque<GraphNode> path) {
		this.number[node.index] = this.counter;
		this.low[node.index] = this.counter++;
		this.onStack[node.index] = true;
		this.stack.push(node);
		path.push(node);
	}

	private void leave(Deque<GraphNode> path) {
		GraphNode node = path.pop();
		if (!path.isEmpty()) {
			int parent = path.element().index;
			this.low[parent] = Math.min(this.low[parent], this.low[node.index]);
		}
		if (this.low[node.index] == this.number[node.index]) {
			GraphNode member;
			do {
				member = this.stack.pop();
				this.onStack[member.index] = false;
				this.component[member.index] = this.components;
			}
			while (member != node);
			this.components++;
		}
	}

}
