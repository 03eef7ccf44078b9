package dev.lifecycle.graph;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds names that somebody may have meant.
 *
 * @since 0.1.0
 */
public final class CloseMatches {

	private static final int LIMIT = 5;

	private CloseMatches() {
	}

	/**
	 * Return the names that differ little from the given one.
	 * @param name the name that was not found
	 * @param candidates the names that exist
	 * @return up to five of them, closest first
	 */
	public static List<String> of(String name, Collection<String> candidates) {
		String wanted = normalize(name);
		int tolerance = Math.max(2, wanted.length() / 3);
		return candidates.stream()
			.filter((candidate) -> score(wanted, normalize(candidate)) <= tolerance)
			.sorted(Comparator.comparingInt((String candidate) -> score(wanted, normalize(candidate)))
				.thenComparing(Comparator.naturalOrder()))
			.limit(LIMIT)
			.toList();
	}

	private static String normalize(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
	}

	private static int score(String wanted, String candidate) {
		if (wanted.equals(candidate)) {
			return 0;
		}
		if (wanted.length() > 2 && (candidate.startsWith(wanted) || candidate.endsWith(wanted))) {
			return 1;
		}
		if (candidate.length() > 2 && (wanted.startsWith(candidate) || wanted.endsWith(candidate))) {
			return 1;
		}
		return distance(wanted, candidate);
	}

	private static int distance(String first, String second) {
		int[] previous = new int[second.length() + 1];
		for (int j = 0; j <= second.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= first.length(); i++) {
			int[] current = new int[second.length() + 1];
			current[0] = i;
			for (int j = 1; j <= second.length(); j++) {
				int substitution = previous[j - 1] + ((first.charAt(i - 1) != second.charAt(j - 1)) ? 1 : 0);
				current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
			}
			previous = current;
		}
		return previous[second.length()];
	}

}
