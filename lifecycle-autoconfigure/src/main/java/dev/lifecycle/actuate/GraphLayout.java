package dev.lifecycle.actuate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds a place for each node of a graph: one column per level, wide levels in several,
 * and within them next to what a node is connected with, so that few edges cross.
 */
final class GraphLayout {

	private static final int SWEEPS = 12;

	private final Map<String, List<String>> before = new HashMap<>();

	private final Map<String, List<String>> after = new HashMap<>();

	/**
	 * Between 0 and 1, from the top to the bottom of the column.
	 */
	private final Map<String, Double> heights = new HashMap<>();

	private final List<List<String>> columns = new ArrayList<>();

	GraphLayout(List<ServiceDescriptor> services) {
		Map<Integer, List<String>> levels = new TreeMap<>();
		for (ServiceDescriptor service : services) {
			levels.computeIfAbsent(service.level(), (level) -> new ArrayList<>()).add(service.name());
			for (ServiceDescriptor.Dependency dependency : service.dependencies()) {
				connect(dependency.service(), service.name());
			}
		}
		levels.values().forEach(this::place);
		for (int i = 0; i < SWEEPS; i++) {
			List<List<String>> order = new ArrayList<>(levels.values());
			boolean forward = i % 2 == 0;
			if (!forward) {
				java.util.Collections.reverse(order);
			}
			order.forEach((level) -> sort(level, forward ? this.before : this.after));
		}
		int rows = Math.max(8, (int) Math.ceil(1.4 * Math.sqrt(services.size())));
		levels.values().forEach((level) -> split(level, rows));
	}

	private void connect(String from, String to) {
		this.before.computeIfAbsent(to, (name) -> new ArrayList<>()).add(from);
		this.after.computeIfAbsent(from, (name) -> new ArrayList<>()).add(to);
	}

	private void place(List<String> level) {
		for (int i = 0; i < level.size(); i++) {
			this.heights.put(level.get(i), (i + 0.5) / level.size());
		}
	}

	private void sort(List<String> level, Map<String, List<String>> neighbours) {
		Map<String, Double> wishes = new HashMap<>();
		for (String name : level) {
			wishes.put(name,
					neighbours.getOrDefault(name, List.of())
						.stream()
						.mapToDouble(this::height)
						.average()
						.orElse(height(name)));
		}
		level.sort(Comparator.comparing((name) -> wishes.getOrDefault(name, 0.0)));
		place(level);
	}

	private double height(String name) {
		return this.heights.getOrDefault(name, 0.5);
	}

	private void split(List<String> level, int rows) {
		int parts = (level.size() + rows - 1) / rows;
		for (int i = 0; i < parts; i++) {
			List<String> column = new ArrayList<>();
			for (int j = i; j < level.size(); j += parts) {
				column.add(level.get(j));
			}
			this.columns.add(column);
		}
	}

	/**
	 * Return the columns from left to right.
	 * @return the names in each of them from top to bottom
	 */
	List<List<String>> columns() {
		return this.columns;
	}

	/**
	 * Return the size of the highest column.
	 * @return the number of rows
	 */
	int rows() {
		return this.columns.stream().mapToInt(Collection::size).max().orElse(0);
	}

}
