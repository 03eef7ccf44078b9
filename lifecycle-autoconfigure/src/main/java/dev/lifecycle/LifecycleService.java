package dev.lifecycle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a singleton bean a service, or says more about one. Only needed for what the
 * defaults do not give: a bean with {@link DependsOnService} or {@link ReadinessCheck} is
 * a service as well. Can be used on the bean's class, one of its supertypes, its
 * {@code @Bean} method, or as a meta-annotation.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface LifecycleService {

	/**
	 * Name of the service, used by dependencies, logs and configuration.
	 * @return the name; empty for the bean name
	 */
	String name() default "";

	/**
	 * Named phase the service belongs to. All services of the phases before it are ready
	 * before it starts.
	 * @return the name of a phase; empty for none
	 */
	String phase() default "";

	/**
	 * Whether the application can only be ready when this service is. Ignored, with a
	 * warning, when a required service requires this one. A service that others depend on
	 * only through {@link DependencyType#OPTIONAL OPTIONAL} or {@link DependencyType#SOFT
	 * SOFT} edges is optional unless {@code lifecycle.services.<name>.required} says
	 * otherwise.
	 * @return {@code false} if the application works without the service
	 */
	boolean required() default true;

	/**
	 * Time that one call of {@code start()} may take, for example {@code "30s"}. May
	 * contain placeholders.
	 * @return a duration; empty for {@code lifecycle.startup.start-timeout}
	 */
	String startTimeout() default "";

}
