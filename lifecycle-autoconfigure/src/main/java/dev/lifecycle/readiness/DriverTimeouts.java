package dev.lifecycle.readiness;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * The connection properties by which drivers limit how long they wait for a server.
 * {@link java.sql.DriverManager#setLoginTimeout(int)} would be for the whole JVM.
 */
final class DriverTimeouts {

	private static final Map<String, Map<String, Duration>> UNITS = Map.of("jdbc:postgresql:",
			Map.of("loginTimeout", Duration.ofSeconds(1), "connectTimeout", Duration.ofSeconds(1), "socketTimeout",
					Duration.ofSeconds(1), "cancelSignalTimeout", Duration.ofSeconds(1)),
			"jdbc:mysql:", Map.of("connectTimeout", Duration.ofMillis(1), "socketTimeout", Duration.ofMillis(1)),
			"jdbc:mariadb:", Map.of("connectTimeout", Duration.ofMillis(1), "socketTimeout", Duration.ofMillis(1)),
			"jdbc:sqlserver:", Map.of("loginTimeout", Duration.ofSeconds(1), "socketTimeout", Duration.ofMillis(1)),
			"jdbc:oracle:", Map.of("oracle.net.CONNECT_TIMEOUT", Duration.ofMillis(1), "oracle.jdbc.ReadTimeout",
					Duration.ofMillis(1)));

	private DriverTimeouts() {
	}

	/**
	 * Return the properties for a URL.
	 * @param url the JDBC URL; what it says itself is left to it
	 * @param timeout the limit
	 * @return properties that its driver knows; empty for unknown drivers
	 */
	static Properties of(String url, Duration timeout) {
		Properties properties = new Properties();
		UNITS.forEach((prefix, units) -> {
			if (url.startsWith(prefix)) {
				units.forEach((name, unit) -> {
					if (!url.contains(name + "=")) {
						properties.setProperty(name, Long.toString(roundUp(timeout, unit)));
					}
				});
			}
		});
		return properties;
	}

	/**
	 * Express a duration in whole units.
	 * @param duration the duration
	 * @param unit the unit
	 * @return at least one unit
	 */
	static long roundUp(Duration duration, Duration unit) {
		return Math.max(1, duration.plus(unit).minusNanos(1).dividedBy(unit));
	}

}
