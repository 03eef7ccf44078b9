package dev.lifecycle.actuate;

import java.time.Duration;
import java.util.Locale;

import dev.lifecycle.actuate.LifecycleDescriptor.Timings;
import dev.lifecycle.text.Texts;

/**
 * Texts in drawings. Names may contain any characters.
 */
final class Labels {

	private static final int REPLACEMENT = 0xFFFD;

	private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

	private static final int ZERO_WIDTH_JOINER = 0x200D;

	private static final int LONGEST_NAME = 100;

	private static final int LONGEST_DETAILS = 160;

	private static final int FIRST_WIDE = 0x1100;

	private Labels() {
	}

	/**
	 * Make a text fit for one line of any drawing: line breaks and other control
	 * characters become spaces; what turns the direction of text or is no character
	 * becomes a replacement character.
	 * @param text any text
	 * @return the text in one line
	 */
	static String line(String text) {
		StringBuilder line = new StringBuilder(text.length());
		text.codePoints().map(Labels::visible).forEach(line::appendCodePoint);
		return line.toString();
	}

	private static int visible(int codePoint) {
		if (codePoint == ZERO_WIDTH_JOINER || codePoint == ZERO_WIDTH_NON_JOINER) {
			return codePoint;
		}
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
			case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> REPLACEMENT;
			default -> codePoint;
		};
	}

	static String name(String name) {
		return shorten(line(name), LONGEST_NAME);
	}

	/**
	 * Cut a text that takes too much place.
	 * @param text a text in one line
	 * @param width how many Latin letters there is place for
	 * @return the text, or its beginning and an ellipsis
	 */
	static String shorten(String text, int width) {
		if (width(text) <= width) {
			return text;
		}
		StringBuilder start = new StringBuilder();
		int left = width - 1;
		for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
			left -= width(text.codePointAt(i));
			if (left < 0) {
				break;
			}
			start.appendCodePoint(text.codePointAt(i));
		}
		return start.append('…').toString();
	}

	/**
	 * Return how much place a text takes.
	 * @param text a text in one line
	 * @return about how many Latin letters fit there
	 */
	static int width(String text) {
		return text.codePoints().map(Labels::width).sum();
	}

	private static int width(int codePoint) {
		return (codePoint < FIRST_WIDE) ? 1 : 2;
	}

	static String duration(long millis) {
		return Texts.duration(Duration.ofMillis(millis));
	}

	/**
	 * Tell the state of a service and how long it took to get there.
	 * @param service the service
	 * @return a short text
	 */
	static String state(ServiceDescriptor service) {
		Timings timings = service.timings();
		String state = service.state().name().replace('_', ' ').toLowerCase(Locale.ROOT);
		String degraded = service.degraded() ? ", degraded" : "";
		return switch (service.state()) {
			case WAITING -> state + " " + duration(timings.waiting());
			case STARTING, VALIDATING, READY -> state + degraded + " · " + duration(timings.busy());
			default -> state + degraded;
		};
	}

	/**
	 * Tell what a service does and why.
	 * @param service the service
	 * @return a text of some words
	 */
	static String details(ServiceDescriptor service) {
		StringBuilder details = new StringBuilder(state(service));
		if (service.phase() != null) {
			details.append(", phase ").append(line(service.phase()));
		}
		if (!service.waitingFor().isEmpty()) {
			details.append(", waiting for ").append(line(String.join(", ", service.waitingFor())));
		}
		if (service.degraded()) {
			details.append(", ").append(line(String.join(", ", service.degradedBecause())));
		}
		String reason = (service.failure() != null) ? service.failure() : service.failingCheck();
		if (reason != null) {
			details.append(", ").append(line(reason));
		}
		return shorten(details.toString(), LONGEST_DETAILS);
	}

}
