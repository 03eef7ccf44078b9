package dev.lifecycle.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import dev.lifecycle.gate.ExemptPaths;

/**
 * Where actuator endpoints are found on the application's own port. Other paths below
 * their base path are not exempt, since that may be the application's as well.
 */
final class EndpointExemptPaths implements ExemptPaths {

	private static final String DISPATCHER_SERVLET_PATH = "org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath";

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	private final boolean samePort;

	private final ExemptPaths linksPage;

	private final ExemptPaths locations;

	EndpointExemptPaths(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.endpoints = beanFactory.getBeanProvider(PathMappedEndpoints.class);
		this.samePort = ManagementPortType.get(environment) == ManagementPortType.SAME;
		this.linksPage = ExemptPaths.at(() -> prefixed(basePaths()));
		this.locations = ExemptPaths.below(() -> prefixed(endpointPaths()));
	}

	@Override
	public boolean contains(String path) {
		return this.locations.contains(path) || this.linksPage.contains(path);
	}

	private List<String> prefixed(List<String> paths) {
		boolean present = ClassUtils.isPresent(DISPATCHER_SERVLET_PATH, this.beanFactory.getBeanClassLoader());
		List<String> prefixes = present ? DispatcherServlets.prefixes(this.beanFactory) : List.of("");
		return prefixes.stream().flatMap((prefix) -> paths.stream().map((path) -> prefix + path)).toList();
	}

	private List<String> basePaths() {
		if (!this.samePort) {
			return List.of();
		}
		return this.endpoints.stream().map(PathMappedEndpoints::getBasePath).filter(StringUtils::hasLength).toList();
	}

	private List<String> endpointPaths() {
		Stream<String> additional = this.endpoints.stream()
			.flatMap(PathMappedEndpoints::stream)
			.map((endpoint) -> endpoint.getAdditionalPaths(WebServerNamespace.SERVER))
			.filter(Objects::nonNull)
			.flatMap(Collection::stream)
			.map((path) -> path.startsWith("/") ? path : "/" + path);
		if (!this.samePort) {
			return additional.toList();
		}
		Stream<String> mapped = this.endpoints.stream().flatMap((endpoints) -> endpoints.getAllPaths().stream());
		return Stream.concat(mapped, additional).toList();
	}

	/**
	 * Loaded only if its types are there.
	 */
	private static final class DispatcherServlets {

		private DispatcherServlets() {
		}

		static List<String> prefixes(ListableBeanFactory beanFactory) {
			List<String> prefixes = beanFactory.getBeanProvider(DispatcherServletPath.class)
				.stream()
				.map(DispatcherServletPath::getPrefix)
				.toList();
			return prefixes.isEmpty() ? List.of("") : prefixes;
		}

	}

}
