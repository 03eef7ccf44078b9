package dev.lifecycle.autoconfigure;

import java.util.Set;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.NativeDetector;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

import dev.lifecycle.races.RaceMode;

/**
 * Matches if races are looked for: where the configuration says so, else in development
 * and test.
 */
final class RaceModes extends SpringBootCondition {

	private static final Set<String> REPORTING = Set.of("development", "test");

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		RaceMode mode = NativeDetector.inNativeImage() ? RaceMode.OFF : of(context.getEnvironment());
		return new ConditionOutcome(mode != RaceMode.OFF,
				ConditionMessage.forCondition("Race detection").because("the mode is " + mode));
	}

	static RaceMode of(Environment environment) {
		boolean configured = new LifecycleOptionsFactory(environment).isConfigured();
		if (!configured && environment.getActiveProfiles().length == 0) {
			return RaceMode.OFF;
		}
		return Binder.get(environment)
			.bind("lifecycle.races.mode", RaceMode.class)
			.orElseGet(() -> REPORTING.contains(ActiveEnvironment.name(environment)) ? RaceMode.REPORT : RaceMode.OFF);
	}

}
