package dev.lifecycle.actuate;

import java.util.List;

/**
 * Finds edges on a critical path.
 */
final class CriticalPaths {

	private CriticalPaths() {
	}

	static boolean contains(List<String> path, String from, String to) {
		int position = path.indexOf(from);
		return position != -1 && position + 1 < path.size() && path.get(position + 1).equals(to);
	}

}
