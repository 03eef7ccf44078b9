package dev.lifecycle.gate;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.springframework.http.server.PathContainer;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Paths that are served although the gate is not open.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ExemptPaths {

	/**
	 * Return whether a path is exempt.
	 * @param path the decoded path within the application, free of anything that
	 * normalisation would change
	 * @return {@code true} if it is always served
	 */
	boolean contains(String path);

	/**
	 * Return the paths that match patterns.
	 * @param patterns the patterns
	 * @return the paths
	 */
	static ExemptPaths matching(Collection<PathPattern> patterns) {
		List<PathPattern> copy = List.copyOf(patterns);
		return (path) -> {
			PathContainer container = PathContainer.parsePath(path);
			return copy.stream().anyMatch((pattern) -> pattern.matches(container));
		};
	}

	/**
	 * Return some paths, without those below them.
	 * @param locations the paths, asked for once, when a first request has to be judged
	 * @return the paths
	 */
	static ExemptPaths at(Supplier<? extends Collection<String>> locations) {
		Supplier<Set<String>> known = SingletonSupplier.of(() -> Set.copyOf(locations.get()));
		return (path) -> known.get().contains(path);
	}

	/**
	 * Return some paths and everything below them. The root stands for itself alone.
	 * @param roots the paths, asked for once, when a first request has to be judged
	 * @return the paths
	 */
	static ExemptPaths below(Supplier<? extends Collection<String>> roots) {
		Supplier<Set<String>> known = SingletonSupplier.of(() -> Set.copyOf(roots.get()));
		return (path) -> known.get().stream().anyMatch((root) -> isBelow(root, path));
	}

	private static boolean isBelow(String root, String path) {
		int length = (root.length() > 1 && root.endsWith("/")) ? root.length() - 1 : root.length();
		return path.startsWith(root.substring(0, length))
				&& (path.length() == length || (length > 1 && path.charAt(length) == '/'));
	}

}
