package dev.lifecycle.actuate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lifecycle.ServiceState;
import dev.lifecycle.actuate.GraphLayout.Place;
import dev.lifecycle.actuate.LifecycleDescriptor.Timings;
import dev.lifecycle.actuate.ServiceDescriptor.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GraphLayout}.
 */
class GraphLayoutTests {

	private static final int ROW = 60;

	private static final int LANE = 12;

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 50, 200 })
	void servicesAndLanesDoNotOverlap(int count) {
		List<ServiceDescriptor> services = Lifecycles.random(count).services();
		GraphLayout layout = new GraphLayout(services, ROW, LANE);
		Map<Integer, List<Integer>> columns = new HashMap<>();
		for (ServiceDescriptor service : services) {
			Place place = layout.place(service.name());
			assertThat(place.y()).isBetween(ROW / 2, layout.height() - ROW / 2);
			columns.computeIfAbsent(place.column(), (column) -> new ArrayList<>()).add(place.y());
		}
		assertThat(columns).hasSize(layout.columns());
		columns.values().forEach((heights) -> {
			heights.sort(null);
			for (int i = 1; i < heights.size(); i++) {
				assertThat(heights.get(i) - heights.get(i - 1)).isGreaterThanOrEqualTo(ROW);
			}
		});
		services.forEach((service) -> service.dependencies()
			.forEach((dependency) -> layout.lanes(dependency.service(), service.name())
				.forEach((lane) -> assertThat(columns.getOrDefault(lane.column(), List.of()))
					.noneMatch((y) -> Math.abs(y - lane.y()) < (ROW + LANE) / 2 - 1))));
	}

	@Test
	void dependenciesAreLeftOfDependents() {
		List<ServiceDescriptor> services = Lifecycles.random(200).services();
		GraphLayout layout = new GraphLayout(services, ROW, LANE);
		for (ServiceDescriptor service : services) {
			for (Dependency dependency : service.dependencies()) {
				assertThat(layout.place(dependency.service()).column())
					.isLessThan(layout.place(service.name()).column());
			}
		}
	}

	@Test
	void servicesStandNextToTheirDependencies() {
		GraphLayout layout = new GraphLayout(
				List.of(Lifecycles.service("a"), Lifecycles.service("b"),
						Lifecycles.service("on-b", Lifecycles.on("b")), Lifecycles.service("on-a", Lifecycles.on("a"))),
				ROW, LANE);
		assertThat(layout.place("on-a").y()).isEqualTo(layout.place("a").y());
		assertThat(layout.place("on-b").y()).isEqualTo(layout.place("b").y());
	}

	@Test
	void manyServicesOfOneLevelTakeSeveralColumns() {
		List<ServiceDescriptor> services = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			services.add(Lifecycles.service("s" + i, ServiceState.READY, 0, new Timings(0, 0, 0)));
		}
		GraphLayout layout = new GraphLayout(services, ROW, LANE);
		assertThat(layout.columns()).isEqualTo(12);
		assertThat(layout.height()).isEqualTo(17 * ROW);
	}

}
