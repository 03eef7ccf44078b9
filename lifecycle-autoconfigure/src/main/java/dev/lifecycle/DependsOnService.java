package dev.lifecycle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares services that must come first. Can be used on the bean's class, one of its
 * supertypes, its {@code @Bean} method, or as a meta-annotation; the declarations of all
 * of them are united.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(DependsOnServices.class)
public @interface DependsOnService {

	/**
	 * Names of the services: a service name, a bean name or an alias of any singleton
	 * bean.
	 * @return the names
	 */
	String[] value() default {};

	/**
	 * Services by bean type, resolved as injection would.
	 * @return the types
	 */
	Class<?>[] services() default {};

	/**
	 * How much the service depends on them.
	 * @return the type of the dependency
	 */
	DependencyType type() default DependencyType.REQUIRED;

	/**
	 * Time to wait for each of them, for example {@code "10s"}. May contain placeholders.
	 * @return a duration; empty for {@code lifecycle.startup.dependency-timeout} or
	 * {@code lifecycle.startup.optional-dependency-timeout}
	 */
	String timeout() default "";

	/**
	 * What they are needed for, in a few words for people.
	 * @return the description
	 */
	String description() default "";

}
