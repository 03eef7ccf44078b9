package dev.lifecycle.readiness;

import java.util.List;
import java.util.Locale;
import java.util.Properties;

import org.springframework.util.unit.DataSize;

/**
 * Memory of one server.
 *
 * @param used bytes in use
 * @param maximum bytes it may use; 0 for as many as it likes
 */
record RedisMemory(long used, long maximum) {

	private static final String MAXIMUM = "maxmemory";

	/**
	 * Read what the command {@code INFO memory} tells.
	 * @param info the answer; of a cluster the names begin with the server and a dot
	 * @return the memory of each server
	 */
	static List<RedisMemory> of(Properties info) {
		return info.stringPropertyNames()
			.stream()
			.filter((name) -> name.equals(MAXIMUM) || name.endsWith("." + MAXIMUM))
			.map((name) -> name.substring(0, name.length() - MAXIMUM.length()))
			.map((server) -> new RedisMemory(Long.parseLong(info.getProperty(server + "used_memory", "0")),
					Long.parseLong(info.getProperty(server + MAXIMUM))))
			.toList();
	}

	/**
	 * Return what is left.
	 * @return a part of the maximum, from 0 to 1
	 */
	double free() {
		return (this.maximum > 0) ? Math.max(0, 1 - (double) this.used / this.maximum) : 1;
	}

	String describe(String server, double headroom) {
		return String.format(Locale.ROOT, "%s has %.1f %% of %d KB memory free, %.1f %% expected", server, 100 * free(),
				DataSize.ofBytes(this.maximum).toKilobytes(), 100 * headroom);
	}

}
