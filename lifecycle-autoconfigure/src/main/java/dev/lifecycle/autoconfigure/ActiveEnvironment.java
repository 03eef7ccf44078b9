package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

import dev.lifecycle.ValidationLevel;
import dev.lifecycle.context.LifecycleEnvironment;
import dev.lifecycle.graph.CloseMatches;

/**
 * The environment whose preset applies: the configured one, else the one an active
 * profile is named like, else production.
 *
 * @param name the name
 * @param origin where the name comes from, for people
 * @param timeoutMultiplier factor for start-up time limits
 * @param monitorInterval time from one call of a check to the next
 * @param validationLevel level up to which readiness checks run
 */
record ActiveEnvironment(String name, String origin, double timeoutMultiplier, Duration monitorInterval,
		ValidationLevel validationLevel) {

	private static final Map<String, String> PROFILES = Map.ofEntries(Map.entry("dev", "development"),
			Map.entry("development", "development"), Map.entry("local", "development"), Map.entry("test", "test"),
			Map.entry("ci", "test"), Map.entry("staging", "staging"), Map.entry("stage", "staging"),
			Map.entry("prod", "production"), Map.entry("production", "production"));

	private static final Map<String, ActiveEnvironment> PRESETS = Map.of("development",
			new ActiveEnvironment("development", "", 1.5, Duration.ofSeconds(30), ValidationLevel.BASIC), "test",
			new ActiveEnvironment("test", "", 3.0, Duration.ofSeconds(10), ValidationLevel.COMPREHENSIVE), "staging",
			new ActiveEnvironment("staging", "", 2.0, Duration.ofSeconds(15), ValidationLevel.PRODUCTION_SIMULATION),
			"production",
			new ActiveEnvironment("production", "", 1.0, Duration.ofSeconds(15), ValidationLevel.PRODUCTION));

	static ActiveEnvironment of(ServiceLifecycleProperties properties, Environment environment) {
		String configured = properties.environment();
		if (configured != null && !configured.isBlank()) {
			return named(configured.trim(), "from 'lifecycle.environment'", properties);
		}
		List<String> matching = new ArrayList<>();
		for (String profile : environment.getActiveProfiles()) {
			if (PROFILES.containsKey(profile.toLowerCase(Locale.ROOT))
					|| properties.environments().containsKey(profile)) {
				matching.add(profile);
			}
		}
		if (matching.isEmpty()) {
			return named("production", "by default", properties);
		}
		String profile = matching.get(matching.size() - 1);
		String origin = "from profile '" + profile + "'"
				+ ((matching.size() > 1) ? ", the last one of " + String.join(", ", matching) : "");
		return named(profile, origin, properties);
	}

	private static ActiveEnvironment named(String alias, String origin, ServiceLifecycleProperties properties) {
		String name = PROFILES.getOrDefault(alias.toLowerCase(Locale.ROOT), alias);
		ActiveEnvironment preset = PRESETS.get(name);
		Map<String, ServiceLifecycleProperties.Environment> environments = properties.environments();
		ServiceLifecycleProperties.Environment settings = environments.getOrDefault(name, environments.get(alias));
		if (preset == null && settings == null) {
			throw unknown(alias, properties);
		}
		ActiveEnvironment base = (preset != null) ? preset
				: new ActiveEnvironment(name, "", 1.0, Duration.ofSeconds(15), ValidationLevel.PRODUCTION);
		return new ActiveEnvironment(name, origin,
				or((settings != null) ? settings.timeoutMultiplier() : null, base.timeoutMultiplier()),
				or(properties.monitor().interval(),
						or((settings != null) ? settings.monitorInterval() : null, base.monitorInterval())),
				or((settings != null) ? settings.validationLevel() : null, base.validationLevel()));
	}

	private static <T> T or(@Nullable T value, T defaultValue) {
		return (value != null) ? value : defaultValue;
	}

	private static FailureAnalyzedException unknown(String name, ServiceLifecycleProperties properties) {
		TreeSet<String> known = new TreeSet<>(PRESETS.keySet());
		known.addAll(properties.environments().keySet());
		List<String> matches = CloseMatches.of(name, known);
		return new FailureAnalyzedException("The environment '" + name + "' of 'lifecycle.environment' is not known.",
				(matches.isEmpty() ? "" : "Did you mean " + String.join(" or ", matches) + "? ") + "Use one of "
						+ String.join(", ", known) + ", or define 'lifecycle.environments." + name
						+ ".timeout-multiplier'.");
	}

	LifecycleEnvironment toLifecycleEnvironment(boolean monitored) {
		return new LifecycleEnvironment(this.name, this.origin, this.timeoutMultiplier, this.validationLevel,
				monitored ? this.monitorInterval : null);
	}

}
