package dev.lifecycle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares what "ready" means for a service. On an instance method without parameters of
 * the bean, that method is the check: it returns {@code boolean}, {@code void} (an
 * exception means not ready) or {@link ReadinessResult}. On the bean's class or its
 * {@code @Bean} method, {@link #health()} names the check.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(ReadinessChecks.class)
public @interface ReadinessCheck {

	/**
	 * Name of the check in logs and health details.
	 * @return the name; empty for the name of the method or of the health contributor
	 */
	String value() default "";

	/**
	 * Level of the check.
	 * @return the lowest active level at which the check runs
	 */
	ValidationLevel level() default ValidationLevel.BASIC;

	/**
	 * Time that one call of the check may take, for example {@code "5s"}. May contain
	 * placeholders.
	 * @return a duration; empty for {@code lifecycle.readiness.check-timeout}
	 */
	String timeout() default "";

	/**
	 * Name of a Spring Boot health contributor whose status must be {@code UP}. Only on
	 * classes and {@code @Bean} methods.
	 * @return the contributor name, such as {@code "db"}
	 */
	String health() default "";

}
