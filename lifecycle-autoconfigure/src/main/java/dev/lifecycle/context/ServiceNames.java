package dev.lifecycle.context;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Finds the bean that is meant by a name: that of a service, a bean, or an alias.
 */
final class ServiceNames {

	private final BeanCatalog catalog;

	private final Map<String, String> beansByService = new LinkedHashMap<>();

	private @Nullable Map<String, Set<String>> relaxed;

	ServiceNames(BeanCatalog catalog) {
		this.catalog = catalog;
	}

	void add(String service, String bean) {
		this.beansByService.put(service, bean);
		this.relaxed = null;
	}

	@Nullable String find(String reference) {
		String bean = this.beansByService.get(reference);
		return (bean != null) ? bean : this.catalog.find(reference);
	}

	// As above, but case, '-' and '_' do not matter if there is no exact match.
	@Nullable String findRelaxed(String reference, String source) {
		String bean = find(reference);
		if (bean != null) {
			return bean;
		}
		Set<String> matches = relaxed().getOrDefault(normalize(reference), Set.of());
		if (matches.size() > 1) {
			throw DiscoveryFailures.ambiguousName(reference, source, matches);
		}
		return matches.isEmpty() ? null : find(matches.iterator().next());
	}

	// Return the names somebody can have meant; those with a dot are Spring's own.
	Collection<String> known() {
		Set<String> known = new TreeSet<>(this.beansByService.keySet());
		this.catalog.names().stream().filter((name) -> name.indexOf('.') < 0).forEach(known::add);
		return known;
	}

	private Map<String, Set<String>> relaxed() {
		Map<String, Set<String>> names = this.relaxed;
		if (names == null) {
			names = new LinkedHashMap<>();
			for (String service : this.beansByService.keySet()) {
				names.computeIfAbsent(normalize(service), (key) -> new LinkedHashSet<>()).add(service);
			}
			Set<String> services = Set.copyOf(names.keySet());
			for (String bean : this.catalog.names()) {
				String normalized = normalize(bean);
				if (!services.contains(normalized)) {
					names.computeIfAbsent(normalized, (key) -> new LinkedHashSet<>()).add(bean);
				}
			}
			this.relaxed = names;
		}
		return names;
	}

	private static String normalize(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
	}

}
