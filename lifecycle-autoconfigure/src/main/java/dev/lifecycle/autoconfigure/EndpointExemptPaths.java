package dev.lifecycle.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import dev.lifecycle.gate.ExemptPaths;

/**
 * Where actuator endpoints are found on the application's own port. Other paths below
 * their base path are not exempt, since that may be the application's as well.
 */
final class EndpointExemptPaths implements ExemptPaths {

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	private final boolean samePort;

	private final ExemptPaths linksPage;

	private final ExemptPaths locations;

	EndpointExemptPaths(ObjectProvider<PathMappedEndpoints> endpoints, Supplier<List<String>> prefixes,
			Environment environment) {
		this.endpoints = endpoints;
		this.samePort = ManagementPortType.get(environment) == ManagementPortType.SAME;
		this.linksPage = ExemptPaths.at(() -> prefixed(prefixes.get(), basePaths()));
		this.locations = ExemptPaths.below(() -> prefixed(prefixes.get(), endpointPaths()));
	}

	@Override
	public boolean contains(String path) {
		return this.locations.contains(path) || this.linksPage.contains(path);
	}

	private List<String> prefixed(List<String> prefixes, List<String> paths) {
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

}
