package dev.lifecycle.readiness;

import java.lang.reflect.Method;
import java.util.Objects;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that is a method of the service's bean.
 *
 * @param method the method
 * @since 0.1.0
 */
public record MethodCheck(Method method) implements ProbeFactory {

	@Override
	public String defaultName() {
		return this.method.getName();
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		Object bean = Objects.requireNonNull(context.beanFactory()).getBean(Objects.requireNonNull(context.beanName()));
		return new MethodProbe(bean, this.method);
	}

}
