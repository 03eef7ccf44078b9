package dev.lifecycle.readiness;

import org.springframework.util.ClassUtils;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that is a bean of a given type.
 *
 * @param type the type
 * @since 0.1.0
 */
public record ProbeCheck(Class<? extends ReadinessProbe> type) implements ProbeFactory {

	@Override
	public String defaultName() {
		return ClassUtils.getShortNameAsProperty(this.type);
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		// Not the bean itself, which is not ours to close.
		ReadinessProbe bean = context.bean(this.type, null);
		return () -> bean.check();
	}

}
