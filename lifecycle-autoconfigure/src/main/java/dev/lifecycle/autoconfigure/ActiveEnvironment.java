package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
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
		Choice choice = choose(properties.environment(), properties.environments().keySet(), environment);
		return named(choice.alias(), choice.origin(), properties);
	}

	/**
	 * Return the name alone, without a look at other properties.
	 * @param environment the properties and profiles
	 * @return the name, which need not be that of a known environment
	 */
	static String name(Environment environment) {
		Binder binder = Binder.get(environment);
		Set<String> custom = binder.bind("lifecycle.environments", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet();
		String configured = binder.bind("lifecycle.environment", String.class).orElse("");
		return canonical(choose(configured, custom, environment).alias());
	}

	private static Choice choose(@Nullable String configured, Set<String> custom, Environment environment) {
		if (configured != null && !configured.isBlank()) {
			return new Choice(configured.trim(), "from 'lifecycle.environment'");
		}
		List<String> matching = new ArrayList<>();
		for (String profile : environment.getActiveProfiles()) {
			if (PROFILES.containsKey(profile.toLowerCase(Locale.ROOT)) || custom.contains(profile)) {
				matching.add(profile);
			}
		}
		if (matching.isEmpty()) {
			return new Choice("production", "by default");
		}
		String profile = matching.get(matching.size() - 1);
		return new Choice(profile, "from profile '" + profile + "'"
				+ ((matching.size() > 1) ? ", the last one of " + String.join(", ", matching) : ""));
	}

	private static String canonical(String alias) {
		return PROFILES.getOrDefault(alias.toLowerCase(Locale.ROOT), alias);
	}

	private static ActiveEnvironment named(String alias, String origin, ServiceLifecycleProperties properties) {
		String name = canonical(alias);
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

	/**
	 * The environment that was chosen.
	 *
	 * @param alias its name or another word for it
	 * @param origin where that comes from, for people
	 */
	private record Choice(String alias, String origin) {

	}

}
