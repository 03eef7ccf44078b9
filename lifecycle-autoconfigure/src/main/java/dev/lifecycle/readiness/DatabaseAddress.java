package dev.lifecycle.readiness;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.text.Texts;

/**
 * Says in words, and without credentials, which database a JDBC URL leads to.
 */
final class DatabaseAddress {

	private static final Pattern PARAMETERS = Pattern.compile("[?;].*");

	private static final Pattern DATABASE_NAME = Pattern.compile("(?i);\\s*database(?:Name)?\\s*=\\s*([^;]+)");

	private static final Pattern HOST = Pattern.compile("//(?:[^/@]*@)?([^/]+)(?:/(.*))?$");

	private DatabaseAddress() {
	}

	/**
	 * Describe a database.
	 * @param url the JDBC URL; {@code null} if it is unknown
	 * @return the description, such as {@code database 'app' at db:5432}
	 */
	static String describe(@Nullable String url) {
		if (url == null) {
			return "the database";
		}
		String masked = Texts.mask(url);
		String location = PARAMETERS.matcher(masked).replaceFirst("");
		Matcher host = HOST.matcher(location);
		if (!host.find()) {
			return "database " + location;
		}
		String database = database(masked, host.group(2));
		return ((database != null) ? "database '" + database + "'" : "the database") + " at " + host.group(1);
	}

	private static @Nullable String database(String url, @Nullable String path) {
		if (path != null && !path.isEmpty()) {
			return path;
		}
		Matcher parameter = DATABASE_NAME.matcher(url);
		return parameter.find() ? parameter.group(1) : null;
	}

}
