package dev.lifecycle.autoconfigure;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.autoconfigure.ServiceLifecycleProperties.Check;
import dev.lifecycle.readiness.BeanCheck;
import dev.lifecycle.readiness.HealthCheck;
import dev.lifecycle.readiness.HttpCheck;
import dev.lifecycle.readiness.JdbcCheck;
import dev.lifecycle.readiness.LatencyCheck;
import dev.lifecycle.readiness.MigrationsCheck;
import dev.lifecycle.readiness.PoolCheck;
import dev.lifecycle.readiness.ProbeFactory;
import dev.lifecycle.readiness.RedisCheck;
import dev.lifecycle.readiness.TcpCheck;
import dev.lifecycle.readiness.WebSocketCheck;

/**
 * Finds out what a configured check checks. Rejects what makes no sense with the name of
 * the property.
 */
final class CheckProbes {

	private static final int DEFAULT_SAMPLES = 5;

	private static final String KINDS = "'jdbc', 'pool', 'migrations', 'redis', 'http', 'tcp', 'websocket', 'health' or 'bean'";

	private static final Map<String, Set<String>> OPTIONS = Map.of("jdbc",
			Set.of("expect", "using", "url", "username", "password"), "pool", Set.of("using"), "redis",
			Set.of("using", "memory-headroom"), "http", Set.of("status", "json-pointer", "expect", "headers"),
			"websocket", Set.of("send", "expect"));

	private final String property;

	private final Check check;

	private CheckProbes(String property, Check check) {
		this.property = property;
		this.check = check;
	}

	/**
	 * Find out what is checked.
	 * @param property the name of the property, for people
	 * @param check what is configured
	 * @return what is checked; {@code null} if a declared check is only changed
	 * @throws IllegalArgumentException if the configuration makes no sense
	 */
	static @Nullable ProbeFactory of(String property, Check check) {
		return new CheckProbes(property, check).probe();
	}

	private @Nullable ProbeFactory probe() {
		List<String> kinds = set(kinds());
		if (kinds.size() > 1) {
			throw invalid("", "must not have both '" + kinds.get(0) + "' and '" + kinds.get(1) + "'");
		}
		if (kinds.isEmpty() && (this.check.name() == null || this.check.latency() != null)) {
			throw invalid("", "must have one of " + KINDS + ", or the 'name' of a declared check to change");
		}
		String kind = kinds.isEmpty() ? "" : kinds.get(0);
		rejectOptionsOfOthers(kind);
		if (kind.isEmpty()) {
			return null;
		}
		ProbeFactory probe = create(kind);
		if (this.check.latency() == null) {
			return probe;
		}
		Constraints.positive(this.property + ".latency", this.check.latency());
		return new LatencyCheck(this.check.latency(), Objects.requireNonNullElse(this.check.samples(), DEFAULT_SAMPLES),
				probe);
	}

	private ProbeFactory create(String kind) {
		try {
			return probe(kind);
		}
		catch (IllegalArgumentException ex) {
			String message = String.valueOf(ex.getMessage());
			throw message.startsWith("'" + this.property) ? ex
					: new IllegalArgumentException("'%s.%s': %s".formatted(this.property, kind, message), ex);
		}
	}

	private Map<String, @Nullable Object> kinds() {
		Map<String, @Nullable Object> kinds = new LinkedHashMap<>();
		kinds.put("jdbc", this.check.jdbc());
		kinds.put("pool", this.check.pool());
		kinds.put("migrations", this.check.migrations());
		kinds.put("redis", this.check.redis());
		kinds.put("http", this.check.http());
		kinds.put("tcp", this.check.tcp());
		kinds.put("websocket", this.check.websocket());
		kinds.put("health", this.check.health());
		kinds.put("bean", this.check.bean());
		return kinds;
	}

	private void rejectOptionsOfOthers(String kind) {
		Map<String, @Nullable Object> options = new LinkedHashMap<>();
		options.put("expect", this.check.expect());
		options.put("using", this.check.using());
		options.put("url", this.check.url());
		options.put("username", this.check.username());
		options.put("password", this.check.password());
		options.put("memory-headroom", this.check.memoryHeadroom());
		options.put("status", this.check.status());
		options.put("json-pointer", this.check.jsonPointer());
		options.put("headers", this.check.headers().isEmpty() ? null : this.check.headers());
		options.put("send", this.check.send());
		for (String option : set(options)) {
			if (!OPTIONS.getOrDefault(kind, Set.of()).contains(option)) {
				throw invalid("." + option,
						"is not for checks of kind '" + (kind.isEmpty() ? "change" : kind) + "', which know "
								+ (OPTIONS.containsKey(kind)
										? "only " + OPTIONS.getOrDefault(kind, Set.of()).stream().sorted().toList()
										: "no options of their own"));
			}
		}
		if (this.check.samples() != null && this.check.latency() == null) {
			throw invalid(".samples", "needs 'latency'");
		}
		if (this.check.samples() != null && this.check.samples() < 1) {
			throw invalid(".samples", "must be at least 1");
		}
	}

	private static List<String> set(Map<String, @Nullable Object> values) {
		List<String> names = new ArrayList<>();
		values.forEach((name, value) -> {
			if (value != null) {
				names.add(name);
			}
		});
		return names;
	}

	private ProbeFactory probe(String kind) {
		return switch (kind) {
			case "jdbc" -> jdbc();
			case "pool" -> new PoolCheck(connections(text(this.check.pool())), this.check.using());
			case "migrations" -> new MigrationsCheck(Objects.requireNonNull(this.check.migrations()));
			case "redis" -> redis(text(this.check.redis()));
			case "http" -> new HttpCheck(uri(".http", text(this.check.http()), Set.of("http", "https")),
					this.check.status(), this.check.jsonPointer(), this.check.expect(), this.check.headers());
			case "tcp" -> TcpCheck.of(text(this.check.tcp()));
			case "websocket" -> webSocket();
			case "health" -> new HealthCheck(text(this.check.health()));
			default -> new BeanCheck(text(this.check.bean()));
		};
	}

	private ProbeFactory jdbc() {
		if (this.check.url() == null && (this.check.username() != null || this.check.password() != null)) {
			throw invalid(".username", "and 'password' need 'url'");
		}
		if (this.check.url() != null && this.check.using() != null) {
			throw invalid("", "must not have both 'url' and 'using'");
		}
		return new JdbcCheck(text(this.check.jdbc()), this.check.expect(), this.check.using(), this.check.url(),
				this.check.username(), this.check.password());
	}

	private @Nullable Integer connections(String text) {
		if ("hikari".equalsIgnoreCase(text) || "true".equalsIgnoreCase(text)) {
			return null;
		}
		try {
			int connections = Integer.parseInt(text);
			if (connections > 0) {
				return connections;
			}
		}
		catch (NumberFormatException ex) {
			// Said below
		}
		throw invalid(".pool", "must be 'hikari' or a positive number of connections but is '" + text + "'");
	}

	private ProbeFactory redis(String text) {
		Double headroom = headroom();
		if ("ping".equalsIgnoreCase(text)) {
			return new RedisCheck(null, this.check.using(), headroom);
		}
		if (this.check.using() != null) {
			throw invalid(".using", "needs 'redis: ping'");
		}
		return new RedisCheck(uri(".redis", text, Set.of("redis", "rediss")), null, headroom);
	}

	private @Nullable Double headroom() {
		String text = this.check.memoryHeadroom();
		if (text == null) {
			return null;
		}
		try {
			double headroom = text.endsWith("%") ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
					: Double.parseDouble(text);
			if (headroom > 0 && headroom < 1) {
				return headroom;
			}
		}
		catch (NumberFormatException ex) {
			// Said below
		}
		throw invalid(".memory-headroom", "must be a percentage such as '10%' but is '" + text + "'");
	}

	private ProbeFactory webSocket() {
		return new WebSocketCheck(uri(".websocket", text(this.check.websocket()), Set.of("ws", "wss")),
				this.check.send(), this.check.expect());
	}

	// The address may hold a password, and is not repeated.
	private URI uri(String option, String text, Set<String> schemes) {
		try {
			URI uri = URI.create(text);
			if (uri.getScheme() != null && schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))
					&& uri.getHost() != null) {
				return uri;
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below
		}
		throw invalid(option,
				"must be an address that begins with "
						+ String.join(" or ", schemes.stream().sorted().map((scheme) -> "'" + scheme + "://'").toList())
						+ (schemes.contains("redis") ? ", or 'ping' to use a bean" : ""));
	}

	private static String text(@Nullable String text) {
		return Objects.requireNonNull(text);
	}

	private IllegalArgumentException invalid(String option, String problem) {
		return new IllegalArgumentException("'" + this.property + option + "' " + problem);
	}

}
