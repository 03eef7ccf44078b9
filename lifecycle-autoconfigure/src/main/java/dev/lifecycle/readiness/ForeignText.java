package dev.lifecycle.readiness;

import dev.lifecycle.text.Texts;

/**
 * What others have written, as people may see it.
 */
final class ForeignText {

	private static final int LONGEST = 100;

	// A secret that begins in what is shown should also end in what is searched for
	// secrets.
	private static final int LONGEST_SEARCHED = 1000;

	private ForeignText() {
	}

	/**
	 * Shorten a text.
	 * @param text any text, of any length
	 * @return its beginning in one line, without what looks like a secret
	 */
	static String shorten(String text) {
		String beginning = beginning(text);
		String masked = Texts.mask(beginning.replaceAll("\\s+", " "));
		if (masked.length() > LONGEST) {
			return masked.substring(0, LONGEST) + "…";
		}
		return (beginning.length() < text.length()) ? masked + "…" : masked;
	}

	// A part of a word may be a part of a secret that does not look like one.
	private static String beginning(String text) {
		if (text.length() <= LONGEST_SEARCHED) {
			return text;
		}
		int end = LONGEST_SEARCHED;
		while (end > 0 && !Character.isWhitespace(text.charAt(end - 1))) {
			end--;
		}
		return text.substring(0, end);
	}

}
