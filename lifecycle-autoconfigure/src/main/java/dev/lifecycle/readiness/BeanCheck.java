package dev.lifecycle.readiness;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that is a bean.
 *
 * @param name the name of a bean of type {@link ReadinessProbe}
 * @since 0.1.0
 */
public record BeanCheck(String name) implements ProbeFactory {

	@Override
	public String defaultName() {
		return this.name;
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		// Not the bean itself, which is not ours to close.
		ReadinessProbe bean = context.bean(ReadinessProbe.class, this.name);
		return () -> bean.check();
	}

}
