package dev.lifecycle.test;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.assertj.core.api.AbstractAssert;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceStatus;

/**
 * Assertions about the services of an application.
 *
 * @since 0.1.0
 */
public final class LifecycleManagerAssert extends AbstractAssert<LifecycleManagerAssert, LifecycleManager> {

	LifecycleManagerAssert(LifecycleManager actual) {
		super(actual, LifecycleManagerAssert.class);
	}

	/**
	 * Verify that the start-up is complete and every required service is ready.
	 * @return this assertion
	 */
	public LifecycleManagerAssert isReady() {
		isNotNull();
		if (!this.actual.isReady()) {
			throw failure("Expecting the application to be ready but it is not.%s", services());
		}
		return this;
	}

	/**
	 * Verify that the start-up is not complete or a required service is not ready.
	 * @return this assertion
	 */
	public LifecycleManagerAssert isNotReady() {
		isNotNull();
		if (this.actual.isReady()) {
			throw failure("Expecting the application not to be ready but it is.%s", services());
		}
		return this;
	}

	/**
	 * Wait until the start-up is complete and every required service is ready.
	 * @param limit how long to wait at most
	 * @return this assertion
	 */
	public LifecycleManagerAssert becomesReady(Duration limit) {
		isNotNull();
		if (!Waiting.until(this.actual, limit)) {
			throw failure("Expecting the application to become ready within %s but it did not.%s", limit, services());
		}
		return this;
	}

	/**
	 * Wait until a required service is not ready.
	 * @param limit how long to wait at most
	 * @return this assertion
	 */
	public LifecycleManagerAssert becomesNotReady(Duration limit) {
		isNotNull();
		if (Waiting.until(this.actual::isReady, (ready) -> !ready, limit)) {
			throw failure("Expecting the application not to be ready any more within %s but it still is.%s", limit,
					services());
		}
		return this;
	}

	/**
	 * Verify that no service runs without something it should have.
	 * @return this assertion
	 */
	public LifecycleManagerAssert isNotDegraded() {
		isNotNull();
		List<String> degraded = this.actual.services()
			.stream()
			.filter(ServiceStatus::degraded)
			.map(ServiceStatus::name)
			.toList();
		if (!degraded.isEmpty()) {
			throw failure("Expecting no service to be degraded but these are: %s%s", degraded, services());
		}
		return this;
	}

	/**
	 * Verify that the application has these services, and perhaps others.
	 * @param names names of services
	 * @return this assertion
	 */
	public LifecycleManagerAssert hasServices(String... names) {
		isNotNull();
		Set<String> missing = new TreeSet<>(List.of(names));
		missing.removeAll(names());
		if (!missing.isEmpty()) {
			throw failure("Expecting the application to have services %s but it has no %s.%s", List.of(names), missing,
					services());
		}
		return this;
	}

	/**
	 * Verify that the application has these services and no others.
	 * @param names names of services, in any order
	 * @return this assertion
	 */
	public LifecycleManagerAssert hasOnlyServices(String... names) {
		hasServices(names);
		Set<String> others = names();
		others.removeAll(List.of(names));
		if (!others.isEmpty()) {
			throw failure("Expecting the application to have only services %s but it also has %s.%s", List.of(names),
					others, services());
		}
		return this;
	}

	/**
	 * Verify that the application has no services.
	 * @return this assertion
	 */
	public LifecycleManagerAssert hasNoServices() {
		isNotNull();
		if (!names().isEmpty()) {
			throw failure("Expecting the application to have no services but it has some.%s", services());
		}
		return this;
	}

	/**
	 * Verify that the application has a service and go on with assertions about it, as it
	 * is now.
	 * @param name the name of the service
	 * @return an assertion about the service
	 */
	public ServiceAssert service(String name) {
		hasServices(name);
		return new ServiceAssert(this.actual, this.actual.status(name), this.info);
	}

	private Set<String> names() {
		Set<String> names = new TreeSet<>();
		this.actual.services().forEach((service) -> names.add(service.name()));
		return names;
	}

	private Object services() {
		return new ServiceTable(this.actual.services());
	}

}
