package dev.lifecycle.actuate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Finds a place for each service: one column per level, wide levels in several, and
 * within them next to what a service is connected with, so that few edges cross. An edge
 * that passes columns gets a lane in each of them, which all edges from the same service
 * share.
 */
final class GraphLayout {

	private static final int SWEEPS = 24;

	private static final int FEWEST_ROWS = 8;

	private static final double ASPECT = 1.2;

	private final Map<String, Slot> services = new LinkedHashMap<>();

	private final List<List<Slot>> columns = new ArrayList<>();

	private final int row;

	private final int lane;

	private final int height;

	/**
	 * Create a new layout.
	 * @param services the services
	 * @param row the height of a service
	 * @param lane the height of an edge that passes a column
	 */
	GraphLayout(List<ServiceDescriptor> services, int row, int lane) {
		this.row = row;
		this.lane = lane;
		services.forEach((service) -> this.services.put(service.name(), new Slot(service.name())));
		Map<Integer, List<Slot>> levels = new TreeMap<>();
		for (ServiceDescriptor service : services) {
			Slot slot = slot(service.name());
			levels.computeIfAbsent(service.level(), (level) -> new ArrayList<>()).add(slot);
			for (ServiceDescriptor.Dependency dependency : service.dependencies()) {
				connect(slot(dependency.service()), slot);
			}
		}
		List<List<Slot>> wide = new ArrayList<>(levels.values());
		reduceCrossings(wide);
		int rows = Math.max(FEWEST_ROWS, (int) Math.ceil(ASPECT * Math.sqrt(services.size())));
		wide.forEach((level) -> split(level, rows));
		for (int i = 0; i < this.columns.size(); i++) {
			int column = i;
			this.columns.get(i).forEach((slot) -> slot.column = column);
		}
		this.services.values().forEach(this::addLanes);
		reduceCrossings(this.columns);
		this.height = this.columns.stream().mapToInt(this::height).max().orElse(0);
	}

	private Slot slot(String service) {
		return Objects.requireNonNull(this.services.get(service));
	}

	private static void connect(Slot from, Slot to) {
		from.after.add(to);
		to.before.add(from);
	}

	private void split(List<Slot> level, int rows) {
		int parts = (level.size() + rows - 1) / rows;
		for (int i = 0; i < parts; i++) {
			List<Slot> column = new ArrayList<>();
			for (int j = i; j < level.size(); j += parts) {
				column.add(level.get(j));
			}
			this.columns.add(column);
		}
	}

	private void addLanes(Slot service) {
		List<Slot> targets = List.copyOf(service.after);
		service.after.clear();
		for (Slot target : targets) {
			Slot last = service;
			for (int column = service.column + 1; column < target.column; column++) {
				last = lane(service, last, column);
			}
			last.after.add(target);
			target.before.set(target.before.indexOf(service), last);
		}
	}

	private Slot lane(Slot service, Slot last, int column) {
		Slot lane = service.lanes.get(column);
		if (lane == null) {
			lane = new Slot(null);
			lane.y = last.y;
			service.lanes.put(column, lane);
			this.columns.get(column).add(lane);
			connect(last, lane);
		}
		return lane;
	}

	private void reduceCrossings(List<List<Slot>> columns) {
		columns.forEach(this::pack);
		for (int i = 0; i < SWEEPS; i++) {
			boolean forward = i % 2 == 0;
			List<List<Slot>> order = new ArrayList<>(columns);
			if (!forward) {
				Collections.reverse(order);
			}
			for (List<Slot> column : order) {
				column.forEach((slot) -> slot.wish(forward ? slot.before : slot.after));
				column.sort(Comparator.comparingDouble((slot) -> slot.wish));
				pack(column);
			}
		}
	}

	// Stack the slots of a column around the middle.
	private void pack(List<Slot> column) {
		double y = -height(column) / 2.0;
		for (Slot slot : column) {
			int height = height(slot);
			slot.y = y + height / 2.0;
			y += height;
		}
	}

	private int height(List<Slot> column) {
		return column.stream().mapToInt(this::height).sum();
	}

	private int height(Slot slot) {
		return (slot.service != null) ? this.row : this.lane;
	}

	/**
	 * Return the number of columns.
	 * @return the number
	 */
	int columns() {
		return this.columns.size();
	}

	/**
	 * Return the height of the highest column.
	 * @return the height
	 */
	int height() {
		return this.height;
	}

	/**
	 * Return the place of a service.
	 * @param service the name of the service
	 * @return the place of its middle
	 */
	Place place(String service) {
		Slot slot = slot(service);
		return place(slot.column, slot);
	}

	/**
	 * Return the places in the columns that an edge passes.
	 * @param from the name of the service it begins at
	 * @param to the name of the service it leads to
	 * @return the places from left to right
	 */
	List<Place> lanes(String from, String to) {
		Slot source = slot(from);
		List<Place> lanes = new ArrayList<>();
		for (int column = source.column + 1; column < slot(to).column; column++) {
			lanes.add(place(column, Objects.requireNonNull(source.lanes.get(column))));
		}
		return lanes;
	}

	private Place place(int column, Slot slot) {
		return new Place(column, (int) Math.round(slot.y + this.height / 2.0));
	}

	/**
	 * A place.
	 *
	 * @param column the column, from 0
	 * @param y from the top
	 */
	record Place(int column, int y) {

	}

	/**
	 * A service, or an edge that passes a column.
	 */
	private static final class Slot {

		private final @Nullable String service;

		private final List<Slot> before = new ArrayList<>();

		private final List<Slot> after = new ArrayList<>();

		private final Map<Integer, Slot> lanes = new HashMap<>();

		private int column;

		private double y;

		private double wish;

		Slot(@Nullable String service) {
			this.service = service;
		}

		// Between its neighbours on one side; without any it stays where it is.
		void wish(List<Slot> neighbours) {
			this.wish = neighbours.stream().mapToDouble((slot) -> slot.y).average().orElse(this.y);
		}

	}

}
