package dev.lifecycle.context;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ValidationLevel;
import dev.lifecycle.readiness.ProbeFactory;

/**
 * A readiness check that annotations or configuration declare.
 *
 * @param name the name for people, unique within its service
 * @param probe what is checked
 * @param level the lowest active level at which the check runs
 * @param timeout time that one call may take; {@code null} for the default
 * @param retries how often the check is tried again at start; {@code null} for the
 * default
 * @param interval time from one call to the next; {@code null} for the default
 * @param critical whether the service is not ready without it
 * @param continuous whether the check is repeated after the start
 * @param source where the check is declared, for people
 * @since 0.1.0
 */
public record DiscoveredCheck(String name, ProbeFactory probe, ValidationLevel level, @Nullable Duration timeout,
		@Nullable Integer retries, @Nullable Duration interval, boolean critical, boolean continuous, String source) {

	static DiscoveredCheck of(ReadinessCheck annotation, ProbeFactory probe, DurationReader durations, String source) {
		String name = annotation.value().isEmpty() ? probe.defaultName() : annotation.value();
		return new DiscoveredCheck(name, probe, annotation.level(),
				durations.read(annotation.timeout(), "'timeout' of @ReadinessCheck on " + source),
				(annotation.retries() >= 0) ? annotation.retries() : null,
				durations.read(annotation.interval(), "'interval' of @ReadinessCheck on " + source),
				annotation.critical(), annotation.continuous() && probe.isContinuous(), source);
	}

	static DiscoveredCheck of(CheckSettings settings, ProbeFactory probe) {
		String name = (settings.name() != null) ? settings.name() : probe.defaultName();
		return new DiscoveredCheck(name, probe, ValidationLevel.BASIC, null, null, null, true, probe.isContinuous(),
				settings.source())
			.with(settings);
	}

	/**
	 * Return this check with what the configuration says of it.
	 * @param settings the settings
	 * @return the check
	 */
	DiscoveredCheck with(CheckSettings settings) {
		return new DiscoveredCheck(this.name, (settings.probe() != null) ? settings.probe() : this.probe,
				Objects.requireNonNullElse(settings.level(), this.level),
				(settings.timeout() != null) ? settings.timeout() : this.timeout,
				(settings.retries() != null) ? settings.retries() : this.retries,
				(settings.interval() != null) ? settings.interval() : this.interval,
				Objects.requireNonNullElse(settings.critical(), this.critical),
				Objects.requireNonNullElse(settings.continuous(), this.continuous), this.source);
	}

	DiscoveredCheck named(String name) {
		return new DiscoveredCheck(name, this.probe, this.level, this.timeout, this.retries, this.interval,
				this.critical, this.continuous, this.source);
	}

}
