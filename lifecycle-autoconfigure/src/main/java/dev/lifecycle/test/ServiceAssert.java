package dev.lifecycle.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.WritableAssertionInfo;

import dev.lifecycle.DependencyType;
import dev.lifecycle.LifecycleGraph;
import dev.lifecycle.LifecycleGraph.Edge;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.ServiceStatus;

/**
 * Assertions about a service as it was when the assertion began or last waited.
 *
 * @since 0.1.0
 */
public final class ServiceAssert extends AbstractAssert<ServiceAssert, ServiceStatus> {

	private final LifecycleManager manager;

	ServiceAssert(LifecycleManager manager, ServiceStatus actual, WritableAssertionInfo info) {
		super(actual, ServiceAssert.class);
		this.manager = manager;
		if (info.hasDescription()) {
			as(info.description());
		}
	}

	/**
	 * Verify that the service is ready.
	 * @return this assertion
	 */
	public ServiceAssert isReady() {
		return hasState(ServiceState.READY);
	}

	/**
	 * Verify that the service is in any other state than READY.
	 * @return this assertion
	 */
	public ServiceAssert isNotReady() {
		if (this.actual.state() == ServiceState.READY) {
			throw unexpected("not to be READY");
		}
		return this;
	}

	/**
	 * Verify that the service has failed.
	 * @return this assertion
	 */
	public ServiceAssert hasFailed() {
		return hasState(ServiceState.FAILED);
	}

	/**
	 * Verify the state of the service.
	 * @param state the state
	 * @return this assertion
	 */
	public ServiceAssert hasState(ServiceState state) {
		if (this.actual.state() != state) {
			throw unexpected("to be " + state);
		}
		return this;
	}

	/**
	 * Verify that the service runs without something it should have.
	 * @return this assertion
	 */
	public ServiceAssert isDegraded() {
		if (!this.actual.degraded()) {
			throw unexpected("to be degraded");
		}
		return this;
	}

	/**
	 * Verify that the service does not run without something it should have.
	 * @return this assertion
	 */
	public ServiceAssert isNotDegraded() {
		if (this.actual.degraded()) {
			throw unexpected("not to be degraded");
		}
		return this;
	}

	/**
	 * Wait until the service is ready.
	 * @param limit how long to wait at most
	 * @return an assertion about the service as it is then
	 */
	public ServiceAssert becomesReady(Duration limit) {
		return becomes(ServiceState.READY, limit);
	}

	/**
	 * Wait until the service is not ready.
	 * @param limit how long to wait at most
	 * @return an assertion about the service as it is then
	 */
	public ServiceAssert becomesNotReady(Duration limit) {
		return await((status) -> status.state() != ServiceState.READY, "not to be READY", limit);
	}

	/**
	 * Wait until the service has failed.
	 * @param limit how long to wait at most
	 * @return an assertion about the service as it is then
	 */
	public ServiceAssert becomesFailed(Duration limit) {
		return becomes(ServiceState.FAILED, limit);
	}

	/**
	 * Wait until the service runs without something it should have.
	 * @param limit how long to wait at most
	 * @return an assertion about the service as it is then
	 */
	public ServiceAssert becomesDegraded(Duration limit) {
		return await(ServiceStatus::degraded, "to be degraded", limit);
	}

	/**
	 * Wait until the service does not run without something it should have.
	 * @param limit how long to wait at most
	 * @return an assertion about the service as it is then
	 */
	public ServiceAssert becomesNotDegraded(Duration limit) {
		return await((status) -> !status.degraded(), "not to be degraded", limit);
	}

	/**
	 * Wait until the service has a state.
	 * @param state the state
	 * @param limit how long to wait at most
	 * @return an assertion about the service as it is then
	 */
	public ServiceAssert becomes(ServiceState state, Duration limit) {
		return await((status) -> status.state() == state, "to be " + state, limit);
	}

	private ServiceAssert await(Predicate<ServiceStatus> condition, String expectation, Duration limit) {
		String name = this.actual.name();
		ServiceStatus latest = Waiting.until(() -> this.manager.status(name), condition, limit);
		ServiceAssert result = new ServiceAssert(this.manager, latest, this.info);
		if (!condition.test(latest)) {
			throw result.unexpected(expectation + " within " + limit);
		}
		return result;
	}

	/**
	 * Verify that a check of the service fails, whether it keeps the service from being
	 * ready or makes it degraded.
	 * @param check the name of the check
	 * @return this assertion
	 */
	public ServiceAssert hasFailingCheck(String check) {
		return hasFailingCheck(check, "");
	}

	/**
	 * Verify that a check of the service fails and why, whether it keeps the service from
	 * being ready or makes it degraded.
	 * @param check the name of the check
	 * @param reason a part of the reason
	 * @return this assertion
	 */
	public ServiceAssert hasFailingCheck(String check, String reason) {
		String prefix = check + ": ";
		if (failing()
			.noneMatch((text) -> text.startsWith(prefix) && text.substring(prefix.length()).contains(reason))) {
			throw unexpected("to have the failing check '" + check + "'"
					+ (reason.isEmpty() ? "" : " with the reason '" + reason + "'"));
		}
		return this;
	}

	/**
	 * Verify that no check keeps the service from being ready.
	 * @return this assertion
	 */
	public ServiceAssert hasNoFailingCheck() {
		if (this.actual.failingCheck() != null) {
			throw unexpected("to have no failing check");
		}
		return this;
	}

	private Stream<String> failing() {
		return Stream.concat(Stream.ofNullable(this.actual.failingCheck()), this.actual.degradedBecause().stream());
	}

	/**
	 * Verify that the application is only ready when the service is.
	 * @return this assertion
	 */
	public ServiceAssert isRequired() {
		if (!node(this.actual.name()).required()) {
			throw unexpected("to be required");
		}
		return this;
	}

	/**
	 * Verify that the application can be ready without the service.
	 * @return this assertion
	 */
	public ServiceAssert isNotRequired() {
		if (node(this.actual.name()).required()) {
			throw unexpected("not to be required");
		}
		return this;
	}

	/**
	 * Verify that the service itself depends on another one, in whatever way.
	 * @param other the name of the other service
	 * @return this assertion
	 */
	public ServiceAssert dependsOn(String other) {
		if (dependencies(this.actual.name()).noneMatch((edge) -> edge.to().equals(other))) {
			throw missingDependency("'" + other + "'");
		}
		return this;
	}

	/**
	 * Verify that and how the service itself depends on another one.
	 * @param other the name of the other service
	 * @param type how much it depends on it
	 * @return this assertion
	 */
	public ServiceAssert dependsOn(String other, DependencyType type) {
		if (dependencies(this.actual.name()).noneMatch((edge) -> edge.to().equals(other) && edge.type() == type)) {
			throw missingDependency(type + " '" + other + "'");
		}
		return this;
	}

	private AssertionError missingDependency(String expected) {
		List<String> dependencies = dependencies(this.actual.name()).map((edge) -> edge.type() + " '" + edge.to() + "'")
			.toList();
		return failure("Expecting service '%s' to depend on %s but it depends on %s", this.actual.name(), expected,
				dependencies.isEmpty() ? "nothing" : String.join(", ", dependencies));
	}

	/**
	 * Verify that dependencies and named phases make the service start before another
	 * one.
	 * @param other the name of the other service
	 * @return this assertion
	 */
	public ServiceAssert startsBefore(String other) {
		if (!predecessors(node(other)).contains(this.actual.name())) {
			throw failure(
					"Expecting service '%s' to start before '%s' but no dependency or phase makes it. "
							+ "Declare one with @DependsOnService.%s",
					this.actual.name(), other, new ServiceTable(this.manager.services()));
		}
		return this;
	}

	// Within named phases levels tell the order of the phases, which are barriers.
	private Set<String> predecessors(LifecycleGraph.Service service) {
		List<LifecycleGraph.Service> services = this.manager.graph().services();
		Set<String> found = new HashSet<>();
		Deque<LifecycleGraph.Service> open = new ArrayDeque<>(List.of(service));
		while (!open.isEmpty()) {
			LifecycleGraph.Service next = open.remove();
			Set<String> targets = new HashSet<>();
			dependencies(next.name()).forEach((edge) -> targets.add(edge.to()));
			services.stream()
				.filter((before) -> targets.contains(before.name()) || isInEarlierPhase(before, next))
				.filter((before) -> found.add(before.name()))
				.forEach(open::add);
		}
		return found;
	}

	private static boolean isInEarlierPhase(LifecycleGraph.Service before, LifecycleGraph.Service service) {
		return before.phase() != null && service.phase() != null && !before.phase().equals(service.phase())
				&& before.level() < service.level();
	}

	private Stream<Edge> dependencies(String service) {
		return this.manager.graph().edges().stream().filter((edge) -> edge.from().equals(service));
	}

	private LifecycleGraph.Service node(String service) {
		return this.manager.graph()
			.services()
			.stream()
			.filter((node) -> node.name().equals(service))
			.findFirst()
			.orElseThrow(
					() -> failure("There is no service '%s'.%s", service, new ServiceTable(this.manager.services())));
	}

	private AssertionError unexpected(String expectation) {
		return failure("Expecting service '%s' %s but it is %s%s", this.actual.name(), expectation,
				ServiceTable.describe(this.actual), new ServiceTable(this.manager.services()));
	}

}
