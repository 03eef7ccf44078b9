package dev.lifecycle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A family of graphs. Dependencies are indices smaller than that of the dependent.
 */
enum Shape {

	/**
	 * Each service needs the one before.
	 */
	CHAIN {

		@Override
		void connect(List<List<Integer>> dependencies, Random random) {
			for (int i = 1; i < dependencies.size(); i++) {
				dependencies.get(i).add(i - 1);
			}
		}

	},

	/**
	 * Services that open into a row and close again, one diamond after the other.
	 */
	DIAMOND {

		@Override
		void connect(List<List<Integer>> dependencies, Random random) {
			int width = Math.max(2, (int) Math.sqrt(dependencies.size() * 1.3));
			for (int i = 1; i < dependencies.size(); i++) {
				int corner = (i - 1) / (width + 1) * (width + 1);
				if (i - corner <= width) {
					dependencies.get(i).add(corner);
				}
				else {
					for (int inner = corner + 1; inner < i; inner++) {
						dependencies.get(i).add(inner);
					}
				}
			}
		}

	},

	/**
	 * Columns without edges between them, with the slow service of each in another row:
	 * whoever waits for whole rows waits for a slow one in each of them.
	 */
	LAYERS {

		@Override
		void connect(List<List<Integer>> dependencies, Random random) {
			int columns = columns(dependencies.size());
			for (int i = columns; i < dependencies.size(); i++) {
				dependencies.get(i).add(i - columns);
			}
		}

		@Override
		double millis(int service, int size, Random random) {
			int columns = columns(size);
			return ((service / columns) % columns == service % columns) ? SLOWEST
					: FASTEST * (1 + random.nextDouble() / 2);
		}

		private int columns(int size) {
			return Math.max(2, Math.min(20, (int) Math.sqrt(size)));
		}

	},

	/**
	 * Up to three dependencies per service, anywhere before it.
	 */
	RANDOM {

		@Override
		void connect(List<List<Integer>> dependencies, Random random) {
			for (int i = 1; i < dependencies.size(); i++) {
				List<Integer> own = dependencies.get(i);
				int count = random.nextInt(4);
				for (int j = 0; j < count; j++) {
					Integer dependency = random.nextInt(i);
					if (!own.contains(dependency)) {
						own.add(dependency);
					}
				}
			}
		}

	};

	static final double FASTEST = 20;

	static final double SLOWEST = 160;

	abstract void connect(List<List<Integer>> dependencies, Random random);

	double millis(int service, int size, Random random) {
		return FASTEST + random.nextDouble() * (SLOWEST - FASTEST);
	}

	Workload create(int size, long seed) {
		Random random = new Random(seed);
		List<List<Integer>> dependencies = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			dependencies.add(new ArrayList<>());
		}
		connect(dependencies, random);
		List<SimulatedService> services = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			services.add(new SimulatedService("service-" + i, (long) (millis(i, size, random) * 1_000_000),
					dependencies.get(i)));
		}
		return new Workload(services);
	}

}
