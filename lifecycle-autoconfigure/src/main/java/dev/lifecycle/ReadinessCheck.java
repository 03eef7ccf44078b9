package dev.lifecycle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Declares what "ready" means for a service. On an instance method without parameters of
 * the bean, that method is the check: it returns {@code boolean}, {@code void} (an
 * exception means not ready), {@link ReadinessResult}, Spring Boot's {@code Health}, or a
 * {@code CompletionStage} or {@code Mono} of one of these. On the bean's class or its
 * {@code @Bean} method, {@link #health()} or {@link #probe()} says what is checked.
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
	 * @return the name; empty for the name of the method, the health contributor or the
	 * probe's class
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * Name of the check in logs and health details.
	 * @return the same as {@link #value()}
	 */
	@AliasFor("value")
	String name() default "";

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
	 * How often the check is tried again at start before the service has failed.
	 * @return the number of retries; negative to go on until the service's readiness
	 * timeout is over
	 */
	int retries() default -1;

	/**
	 * Time from one call of the check to the next while the application runs, for example
	 * {@code "30s"}. May contain placeholders.
	 * @return a duration; empty for {@code lifecycle.monitor.interval}
	 */
	String interval() default "";

	/**
	 * Whether the service is only ready when the check passes. A failing check that is
	 * not critical makes the service <em>degraded</em>.
	 * @return {@code false} if the service is ready all the same
	 */
	boolean critical() default true;

	/**
	 * Whether the check is repeated for as long as the application runs.
	 * @return {@code false} if the check counts at start only
	 */
	boolean continuous() default true;

	/**
	 * Name of a Spring Boot health contributor whose status must be {@code UP}. Only on
	 * classes and {@code @Bean} methods.
	 * @return the contributor name, such as {@code "db"}
	 */
	String health() default "";

	/**
	 * Type of the bean that checks. Only on classes and {@code @Bean} methods.
	 * @return the type; {@link ReadinessProbe} itself for none
	 */
	Class<? extends ReadinessProbe> probe() default ReadinessProbe.class;

}
