package dev.lifecycle.test;

import org.assertj.core.annotation.CheckReturnValue;
import org.springframework.context.ApplicationContext;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

/**
 * Entry point for assertions about services and their readiness contracts. Needs AssertJ
 * on the class path of the tests, which {@code spring-boot-starter-test} brings. The
 * methods can be imported statically together with those of AssertJ.
 *
 * @since 0.1.0
 */
@CheckReturnValue
public final class ReadinessAssertions {

	private ReadinessAssertions() {
	}

	/**
	 * Begin an assertion about the services of an application.
	 * @param actual the manager of the services
	 * @return the assertion
	 */
	public static LifecycleManagerAssert assertThat(LifecycleManager actual) {
		return new LifecycleManagerAssert(actual);
	}

	/**
	 * Begin an assertion about the services of an application. Not called
	 * {@code assertThat}, which the contexts of Spring Boot's context runners have a
	 * meaning for.
	 * @param context the context of the application
	 * @return the assertion
	 */
	public static LifecycleManagerAssert assertThatServices(ApplicationContext context) {
		return new LifecycleManagerAssert(context.getBean(LifecycleManager.class));
	}

	/**
	 * Call a readiness check once and begin an assertion about its result. An exception
	 * means not ready, as it does in an application.
	 * @param probe the check
	 * @return the assertion
	 */
	public static ReadinessResultAssert assertThat(ReadinessProbe probe) {
		return ReadinessResultAssert.of(probe);
	}

	/**
	 * Begin an assertion about the result of a readiness check.
	 * @param actual the result
	 * @return the assertion
	 */
	public static ReadinessResultAssert assertThat(ReadinessResult actual) {
		return new ReadinessResultAssert(actual, null);
	}

}
