package dev.lifecycle.text;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Texts for people: durations, and exception messages without secrets.
 *
 * @since 0.1.0
 */
public final class Texts {

	private static final Pattern USER_INFO = Pattern.compile("(://)[^/\\s]*@");

	// Without a scheme, as in the message of an UnknownHostException for a host that is
	// the rest of a URL.
	private static final Pattern BARE_USER_INFO = Pattern.compile("[^\\s:/@'\"(]+:[^\\s/@]+@(?=[\\w\\[])");

	// A password may contain slashes; a port is none.
	private static final Pattern PASSWORD_WITH_SLASH = Pattern.compile("(://)[^/\\s:@]*:(?!\\d*[/\\s])[^\\s@?]*@");

	private static final Pattern ORACLE_USER_INFO = Pattern.compile("(?i)(jdbc:oracle:\\w+:)[^\\s@]+@");

	private static final Pattern ASSIGNMENT = Pattern
		.compile("(?i)((?:password|passwd|pwd|passphrase|\\bpass\\b|secret|token|credentials?|\\bsig(?:nature)?\\b"
				+ "|(?:api|access|account|private|shared)[-_]?key)[\\w.-]*[\"']?\\s*[=:]\\s*)"
				+ "(?:\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']*'|\\{[^}]*}|[^\\s,;&)]+)");

	private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{8,}");

	private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*");

	private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*");

	private static final int LONGEST_CHAIN = 50;

	private static final int LONGEST_TEXT = 2000;

	private Texts() {
	}

	/**
	 * Format a duration.
	 * @param duration the duration
	 * @return milliseconds below one second, otherwise seconds with one decimal
	 */
	public static String duration(Duration duration) {
		long millis = duration.toMillis();
		return (millis < 1000) ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
	}

	/**
	 * Replace what looks like a secret.
	 * @param text any text
	 * @return the text with credentials masked
	 */
	public static String mask(String text) {
		String masked = USER_INFO.matcher(shorten(text)).replaceAll("$1******@");
		masked = PASSWORD_WITH_SLASH.matcher(masked).replaceAll("$1******@");
		masked = BARE_USER_INFO.matcher(masked).replaceAll("******@");
		masked = ORACLE_USER_INFO.matcher(masked).replaceAll("$1******@");
		masked = BEARER.matcher(masked).replaceAll("$1 ******");
		masked = JWT.matcher(masked).replaceAll("******");
		return ASSIGNMENT.matcher(masked).replaceAll("$1******");
	}

	// Expressions take too long on long texts. Cut between words, or half a secret might
	// remain that does not look like one.
	private static String shorten(String text) {
		if (text.length() <= LONGEST_TEXT) {
			return text;
		}
		int end = LONGEST_TEXT;
		while (end > 0 && !Character.isWhitespace(text.charAt(end))) {
			end--;
		}
		return text.substring(0, end) + " …";
	}

	/**
	 * Make one line of a text, without secrets.
	 * @param text any text
	 * @return the text without line breaks, with credentials masked
	 */
	public static String line(String text) {
		return LINE_BREAK.matcher(mask(text.strip())).replaceAll(" ");
	}

	/**
	 * Describe why something failed, in one line and without secrets.
	 * @param failure the failure
	 * @return the message of its innermost cause, with the type if the message alone
	 * would not tell, and with host and port if only an outer message has them
	 */
	public static String reason(Throwable failure) {
		return RootReason.of(causes(failure).toList());
	}

	/**
	 * Return the message of an exception, in one line and without secrets.
	 * @param failure the exception
	 * @return the message; empty if there is none
	 */
	public static String message(Throwable failure) {
		try {
			String message = failure.getMessage();
			return (message != null) ? line(message) : "";
		}
		catch (RuntimeException ex) {
			// Foreign exceptions build their messages late, and may fail to
			return "";
		}
	}

	/**
	 * Return the innermost cause.
	 * @param failure the failure
	 * @return the innermost cause, which may be the failure itself
	 */
	public static Throwable rootCause(Throwable failure) {
		return causes(failure).reduce((outer, inner) -> inner).orElse(failure);
	}

	/**
	 * Return a failure and its causes.
	 * @param failure the failure
	 * @return the failure and then its causes, outermost first; finite even if they form
	 * a circle
	 */
	public static Stream<Throwable> causes(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(LONGEST_CHAIN);
	}

}
