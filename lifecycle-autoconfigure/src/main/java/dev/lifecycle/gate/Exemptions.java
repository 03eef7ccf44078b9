package dev.lifecycle.gate;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * All {@link ExemptPaths} of an application, and the rule that a path only counts if it
 * was sent plainly. Whatever needs decoding or normalisation is never exempt, since not
 * everything behind the gate reads it in the same way.
 *
 * @since 0.1.0
 */
public final class Exemptions {

	private static final Pattern AMBIGUOUS = Pattern.compile("[;%\\\\]|//|/\\.{1,2}(/|$)");

	private final List<ExemptPaths> paths;

	/**
	 * Create exemptions.
	 * @param paths the paths that are exempt
	 */
	public Exemptions(Collection<ExemptPaths> paths) {
		this.paths = List.copyOf(paths);
	}

	/**
	 * Return whether a request is exempt.
	 * @param rawPath the path within the application as it was sent
	 * @param path the same path decoded and normalised
	 * @return {@code true} if the request is always served
	 */
	public boolean contains(String rawPath, String path) {
		return rawPath.equals(path) && !AMBIGUOUS.matcher(path).find()
				&& this.paths.stream().anyMatch((candidate) -> candidate.contains(path));
	}

}
