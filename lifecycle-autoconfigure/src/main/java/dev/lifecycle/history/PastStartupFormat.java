package dev.lifecycle.history;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * How a start-up is written down: as properties, with times in milliseconds.
 */
final class PastStartupFormat {

	private static final String FORMAT = "1";

	private static final String SUCCESS = "success";

	private static final String FAILURE = "failure";

	private static final String PHASE = "phase.";

	private static final String SERVICE = "service.";

	private static final long LONGEST = Duration.ofDays(365).toMillis();

	private PastStartupFormat() {
	}

	static Properties write(PastStartup startup) {
		Properties properties = new Properties();
		properties.setProperty("format", FORMAT);
		properties.setProperty("begun", startup.begun().toString());
		properties.setProperty("duration", millis(startup.duration()));
		properties.setProperty("outcome", startup.successful() ? SUCCESS : FAILURE);
		startup.phases().forEach((phase, time) -> properties.setProperty(PHASE + phase, millis(time)));
		startup.services().forEach((service, time) -> properties.setProperty(SERVICE + service, millis(time)));
		return properties;
	}

	private static String millis(Duration time) {
		return Long.toString(time.toMillis());
	}

	/**
	 * Read a start-up.
	 * @param properties what was written
	 * @return the start-up
	 * @throws IllegalArgumentException if that is no start-up
	 */
	static PastStartup read(Properties properties) {
		if (!FORMAT.equals(value(properties, "format"))) {
			throw new IllegalArgumentException("Another format");
		}
		return new PastStartup(begun(properties), time(properties, "duration"), successful(properties),
				times(properties, PHASE), times(properties, SERVICE));
	}

	private static Instant begun(Properties properties) {
		try {
			return Instant.parse(value(properties, "begun"));
		}
		catch (DateTimeParseException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static boolean successful(Properties properties) {
		return switch (value(properties, "outcome")) {
			case SUCCESS -> true;
			case FAILURE -> false;
			default -> throw new IllegalArgumentException("Unknown outcome");
		};
	}

	private static Map<String, Duration> times(Properties properties, String prefix) {
		Map<String, Duration> times = new HashMap<>();
		properties.stringPropertyNames()
			.stream()
			.filter((key) -> key.startsWith(prefix))
			.forEach((key) -> times.put(key.substring(prefix.length()), time(properties, key)));
		return times;
	}

	private static Duration time(Properties properties, String key) {
		long millis = Long.parseLong(value(properties, key));
		if (millis < 0 || millis > LONGEST) {
			throw new IllegalArgumentException("No time for " + key);
		}
		return Duration.ofMillis(millis);
	}

	private static String value(Properties properties, String key) {
		String value = properties.getProperty(key);
		if (value == null) {
			throw new IllegalArgumentException("No value for " + key);
		}
		return value;
	}

}
