package dev.lifecycle.context;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ValidationLevel;
import dev.lifecycle.readiness.ProbeFactory;

/**
 * What configuration says of a readiness check: a further one, or changes to the declared
 * one of that name.
 *
 * @param name the name; {@code null} for that of the factory
 * @param probe what is checked; {@code null} to change a declared check
 * @param level the lowest active level at which the check runs; {@code null} if not set
 * @param timeout time that one call may take; {@code null} if not set
 * @param retries how often the check is tried again at start; {@code null} if not set
 * @param interval time from one call to the next; {@code null} if not set
 * @param critical whether the service is not ready without it; {@code null} if not set
 * @param continuous whether the check is repeated after the start; {@code null} if not
 * set
 * @param source the property, for people
 * @since 0.1.0
 */
public record CheckSettings(@Nullable String name, @Nullable ProbeFactory probe, @Nullable ValidationLevel level,
		@Nullable Duration timeout, @Nullable Integer retries, @Nullable Duration interval, @Nullable Boolean critical,
		@Nullable Boolean continuous, String source) {

	CheckSettings from(String source) {
		return new CheckSettings(this.name, this.probe, this.level, this.timeout, this.retries, this.interval,
				this.critical, this.continuous, source);
	}

}
