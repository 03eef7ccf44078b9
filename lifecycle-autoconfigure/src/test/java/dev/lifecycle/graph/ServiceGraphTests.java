package dev.lifecycle.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lifecycle.DependencyType;
import dev.lifecycle.graph.DroppedDependency.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServiceGraph}.
 */
class ServiceGraphTests {

	private static final List<Phase> PHASES = List.of(new Phase("one", null, true), new Phase("two", null, true),
			new Phase("three", null, true));

	@Test
	void ofWhenEmptyThenEmpty() {
		assertThat(graph().nodes()).isEmpty();
		assertThat(graph().levels()).isZero();
	}

	@Test
	void ofWhenCycleThenThrowsWithItsEdges() {
		assertThatExceptionOfType(DependencyCycleException.class)
			.isThrownBy(() -> graph(service("x", on("a")), service("a", on("b")), service("b", on("c")),
					service("c", on("a")), service("y")))
			.satisfies((ex) -> {
				assertThat(ex.cycle()).hasSize(3);
				for (int i = 0; i < 3; i++) {
					assertThat(ex.cycle().get(i).dependency()).isSameAs(ex.cycle().get((i + 1) % 3).dependent());
				}
			});
	}

	@Test
	void ofWhenOptionalEdgeInCycleThenThrows() {
		assertThatExceptionOfType(DependencyCycleException.class)
			.isThrownBy(() -> graph(service("a", optional("b")), service("b", on("a"))));
	}

	@Test
	void ofWhenSoftEdgeClosesCycleThenDropped() {
		ServiceGraph graph = graph(service("a", soft("b")), service("b", on("a")));
		assertThat(graph.dropped()).containsExactly(new DroppedDependency("a", soft("b"), Reason.CYCLE));
		assertThat(graph.services().keySet()).containsExactly("a", "b");
	}

	@Test
	void ofWhenInferredEdgeClosesCycleThenDropped() {
		ServiceGraph graph = graph(service("a", inferred("b")), service("b", on("a")));
		assertThat(graph.dropped()).containsExactly(new DroppedDependency("a", inferred("b"), Reason.CYCLE));
	}

	@Test
	void ofWhenDeclaredAndInferredEdgesCloseCycleThenInferredOneIsDropped() {
		ServiceGraph graph = graph(service("a", inferred("b")), service("b", soft("a")));
		assertThat(graph.dropped()).containsExactly(new DroppedDependency("a", inferred("b"), Reason.CYCLE));
	}

	@Test
	void ofWhenSoftEdgesFormCycleThenOnlyOneIsDropped() {
		ServiceGraph graph = graph(service("a", soft("b")), service("b", soft("c")), service("c", soft("a")));
		assertThat(graph.dropped()).hasSize(1);
	}

	@Test
	void ofWhenSoftEdgeClosesNoCycleThenKept() {
		ServiceGraph graph = graph(service("a", soft("b")), service("b"), service("c", soft("a"), on("d")),
				service("d", on("c2")), service("c2"));
		assertThat(graph.dropped()).isEmpty();
	}

	@Test
	void ofWhenSelfDependencyThenThrows() {
		assertThatExceptionOfType(SelfDependencyException.class).isThrownBy(() -> graph(service("a", on("a"))))
			.satisfies((ex) -> {
				assertThat(ex.service().name()).isEqualTo("a");
				assertThat(ex.dependency().target()).isEqualTo("a");
			});
	}

	@Test
	void ofWhenDuplicateServiceThenThrowsWithBoth() {
		ServiceDefinition first = service("a");
		ServiceDefinition second = service("a", optional("x"));
		assertThatExceptionOfType(DuplicateServiceException.class).isThrownBy(() -> graph(first, second))
			.satisfies((ex) -> {
				assertThat(ex.first()).isSameAs(first);
				assertThat(ex.second()).isSameAs(second);
			});
	}

	@Test
	void ofWhenDuplicatePhaseThenThrows() {
		assertThatExceptionOfType(DuplicatePhaseException.class)
			.isThrownBy(() -> ServiceGraph.of(List.of(), List.of(PHASES.get(0), PHASES.get(0))))
			.satisfies((ex) -> assertThat(ex.phase()).isEqualTo("one"));
	}

	@Test
	void ofWhenRequiredServiceUnknownThenThrowsWithKnownOnes() {
		assertThatExceptionOfType(UnknownServiceException.class)
			.isThrownBy(() -> graph(service("a", on("databse")), service("database")))
			.satisfies((ex) -> {
				assertThat(ex.service().name()).isEqualTo("a");
				assertThat(ex.dependency()).isEqualTo(on("databse"));
				assertThat(ex.known()).containsExactly("a", "database");
			});
	}

	@Test
	void ofWhenOptionalOrSoftServiceUnknownThenDropped() {
		ServiceGraph graph = graph(service("a", optional("x"), soft("y")));
		assertThat(graph.dropped()).containsExactly(new DroppedDependency("a", optional("x"), Reason.ABSENT),
				new DroppedDependency("a", soft("y"), Reason.ABSENT));
	}

	@Test
	void ofWhenPhaseUnknownThenThrowsWithKnownOnes() {
		assertThatExceptionOfType(UnknownPhaseException.class).isThrownBy(() -> graph(inPhase("tow", "a")))
			.satisfies((ex) -> {
				assertThat(ex.service().name()).isEqualTo("a");
				assertThat(ex.phase()).isEqualTo("tow");
				assertThat(ex.known()).containsExactly("one", "two", "three");
			});
	}

	@Test
	void ofWhenRequiresManualServiceThenThrows() {
		assertThatExceptionOfType(ManualDependencyException.class)
			.isThrownBy(() -> graph(service("a", on("m")), manual("m")))
			.satisfies((ex) -> {
				assertThat(ex.service().name()).isEqualTo("a");
				assertThat(ex.dependency()).isEqualTo(on("m"));
			});
	}

	@Test
	void ofWhenManualServiceIsReachedByInferredEdgeThenDropped() {
		assertThat(graph(service("a", inferred("m")), manual("m")).dropped())
			.containsExactly(new DroppedDependency("a", inferred("m"), Reason.MANUAL));
	}

	@Test
	void ofWhenManualRequiresManualThenKept() {
		assertThat(graph(manual("n", on("m")), manual("m")).dropped()).isEmpty();
	}

	@Test
	void ofWhenDependsOnLaterPhaseThroughServicesWithoutPhaseThenThrowsWithPath() {
		assertThatExceptionOfType(LaterPhaseException.class)
			.isThrownBy(() -> graph(inPhase("one", "a", on("x")), service("x", on("y")), service("y", on("c")),
					inPhase("two", "b"), inPhase("three", "c")))
			.satisfies((ex) -> {
				assertThat(ex.path()).extracting(GraphEdge::toString).containsExactly("a → x", "x → y", "y → c");
				assertThat(ex).hasMessage("Service 'a' depends on 'c' of a later phase");
			});
	}

	@Test
	void ofWhenInferredOrSoftEdgeReachesLaterPhaseThenDropped() {
		ServiceGraph graph = graph(inPhase("one", "a", inferred("b")), inPhase("two", "b"),
				inPhase("one", "a2", soft("x")), service("x", on("b")));
		assertThat(graph.dropped()).containsExactlyInAnyOrder(
				new DroppedDependency("a", inferred("b"), Reason.LATER_PHASE),
				new DroppedDependency("a2", soft("x"), Reason.LATER_PHASE));
	}

	@Test
	void ofWhenEdgeReachesEarlierPhaseThenKept() {
		assertThat(graph(inPhase("one", "a"), inPhase("two", "b", soft("a"), inferred("a2")), inPhase("one", "a2"))
			.dropped()).isEmpty();
	}

	@Test
	void levelWhenPhasesThenBarriersCountAsDependencies() {
		ServiceGraph graph = graph(inPhase("one", "a"), inPhase("three", "c"), service("free"));
		assertThat(node(graph, "a").level()).isZero();
		assertThat(node(graph, "c").level()).isOne();
		assertThat(node(graph, "free").level()).isZero();
		assertThat(node(graph, "a").remaining()).isOne();
		assertThat(graph.levels()).isEqualTo(2);
	}

	@Test
	void phaseEndWhenPhaseHasServicesThenDependsOnItsBegin() {
		ServiceGraph graph = graph(inPhase("one", "a"));
		assertThat(graph.nodes()).last()
			.satisfies((end) -> assertThat(end.dependencies()).extracting((edge) -> edge.dependency().name())
				.contains("begin of phase 'one'", "a"));
	}

	@Test
	void sequenceWhenPhaseIsNotParallelThenChainedInGraphOrderThenByName() {
		ServiceGraph graph = ServiceGraph.of(
				List.of(inPhase("one", "z"), inPhase("one", "b", on("z")), inPhase("one", "y"), inPhase("one", "a")),
				List.of(new Phase("one", null, false)));
		assertThat(graph.services().keySet()).containsExactly("a", "y", "z", "b");
		assertThat(node(graph, "b").level()).isEqualTo(3);
	}

	@Test
	void requiredWhenOnlyOptionalAndSoftEdgesThenOptional() {
		ServiceGraph graph = graph(service("a", optional("b"), soft("c")), service("b"), service("c"));
		assertThat(required(graph)).containsExactlyInAnyOrder("a");
	}

	@Test
	void requiredWhenRequiredServiceRequiresItThenRequiredAndOverruled() {
		ServiceGraph graph = graph(service("a", on("b")), notRequired("b", on("c")), notRequired("c"),
				notRequired("d"));
		assertThat(required(graph)).containsExactlyInAnyOrder("a", "b", "c");
		assertThat(graph.overruled()).containsExactlyInAnyOrder("b", "c");
	}

	@Test
	void requiredWhenOptionalServiceRequiresItThenStillRequiredByItself() {
		ServiceGraph graph = graph(notRequired("a", on("b")), service("b"));
		assertThat(required(graph)).containsExactly("b");
		assertThat(graph.overruled()).isEmpty();
	}

	@Test
	void reverseOrderWhenChainThenDependentsFirst() {
		assertThat(graph(service("a"), service("b", on("a")), service("c", on("b"))).reverseOrder())
			.containsExactly("c", "b", "a");
	}

	@Test
	void criticalPathWhenRunsThenFollowsWhoReleasedWhom() {
		ServiceGraph graph = graph(service("a"), service("b"), service("c", on("a"), on("b")));
		assertThat(graph.criticalPath(Map.of("a", new ServiceGraph.Run(10, null), "b", new ServiceGraph.Run(5, null),
				"c", new ServiceGraph.Run(20, "a"))))
			.containsExactly("a", "c");
	}

	@Test
	void criticalPathWhenClockWrapsThenStillLatest() {
		ServiceGraph graph = graph(service("a"), service("b"));
		assertThat(graph.criticalPath(Map.of("a", new ServiceGraph.Run(Long.MAX_VALUE, null), "b",
				new ServiceGraph.Run(Long.MIN_VALUE + 5, null))))
			.containsExactly("b");
	}

	@Test
	void criticalPathWhenNothingRanThenEmpty() {
		assertThat(graph(service("a")).criticalPath(Map.of())).isEmpty();
	}

	@Test
	void ofWhenChainOf100000ThenPlanned() {
		List<ServiceDefinition> definitions = new ArrayList<>();
		for (int i = 0; i < 100_000; i++) {
			definitions.add((i == 0) ? service("s0") : service("s" + i, on("s" + (i - 1))));
		}
		assertThat(ServiceGraph.of(definitions, List.of()).levels()).isEqualTo(100_000);
	}

	@Test
	void ofWhenCycleOf100000ThenFound() {
		List<ServiceDefinition> definitions = new ArrayList<>();
		for (int i = 0; i < 100_000; i++) {
			definitions.add(service("s" + i, on("s" + ((i + 1) % 100_000))));
		}
		assertThatExceptionOfType(DependencyCycleException.class)
			.isThrownBy(() -> ServiceGraph.of(definitions, List.of()))
			.satisfies((ex) -> assertThat(ex.cycle()).hasSize(100_000));
	}

	private static GraphNode node(ServiceGraph graph, String name) {
		return Objects.requireNonNull(graph.services().get(name));
	}

	private static List<String> required(ServiceGraph graph) {
		return graph.services().values().stream().filter(GraphNode::isRequired).map(GraphNode::name).toList();
	}

	private static ServiceGraph graph(ServiceDefinition... definitions) {
		return ServiceGraph.of(Arrays.asList(definitions), PHASES);
	}

	private static ServiceDefinition service(String name, Dependency... dependencies) {
		return definition(name, null, null, true, dependencies);
	}

	private static ServiceDefinition inPhase(String phase, String name, Dependency... dependencies) {
		return definition(name, phase, null, true, dependencies);
	}

	private static ServiceDefinition notRequired(String name, Dependency... dependencies) {
		return definition(name, null, false, true, dependencies);
	}

	private static ServiceDefinition manual(String name, Dependency... dependencies) {
		return definition(name, null, null, false, dependencies);
	}

	private static ServiceDefinition definition(String name, @Nullable String phase, @Nullable Boolean required,
			boolean autoStartup, Dependency... dependencies) {
		return new ServiceDefinition(name, name, phase, required, autoStartup, List.of(dependencies));
	}

	private static Dependency on(String target) {
		return Dependency.on(target);
	}

	private static Dependency optional(String target) {
		return Dependency.on(target, DependencyType.OPTIONAL);
	}

	private static Dependency soft(String target) {
		return Dependency.on(target, DependencyType.SOFT);
	}

	private static Dependency inferred(String target) {
		return new Dependency(target, DependencyType.REQUIRED, null, "", "", true);
	}

}
