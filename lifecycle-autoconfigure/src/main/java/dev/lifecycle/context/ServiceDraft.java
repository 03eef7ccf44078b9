package dev.lifecycle.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.context.Declarations.Declared;
import dev.lifecycle.context.Declarations.MethodCheck;
import dev.lifecycle.graph.Dependency;

/**
 * A service whose references are not resolved yet. What comes first counts more:
 * configuration, the {@code @Bean} method, the class, its supertypes.
 */
final class ServiceDraft {

	private final BeanDescription bean;

	private final Declarations declarations;

	private final DurationReader durations;

	private final boolean mock;

	private final List<ServiceSettings> settings = new ArrayList<>();

	private final List<Reference> configured = new ArrayList<>();

	ServiceDraft(BeanDescription bean, Declarations declarations, DurationReader durations, boolean mock) {
		this.bean = bean;
		this.declarations = declarations;
		this.durations = durations;
		this.mock = mock;
	}

	BeanDescription bean() {
		return this.bean;
	}

	boolean isMock() {
		return this.mock;
	}

	String name() {
		String name = firstText(LifecycleService::name);
		return (name != null) ? name : this.bean.name();
	}

	void configure(String key, ServiceSettings settings) {
		this.settings.add(settings);
		for (Dependency dependency : settings.dependencies()) {
			String source = dependency.source().isEmpty() ? "lifecycle.services.%s.depends-on".formatted(key)
					: dependency.source();
			this.configured.add(new Reference(null, true, new Dependency(dependency.target(), dependency.type(),
					dependency.timeout(), dependency.description(), source, false)));
		}
	}

	@Nullable String phase() {
		String phase = firstSetting(ServiceSettings::phase);
		return (phase != null) ? phase : firstText(LifecycleService::phase);
	}

	@Nullable Boolean required() {
		Boolean required = firstSetting(ServiceSettings::required);
		if (required == null
				&& this.declarations.services().stream().anyMatch((declared) -> !declared.annotation().required())) {
			return false;
		}
		return required;
	}

	@Nullable Duration startTimeout() {
		Duration configured = firstSetting(ServiceSettings::startTimeout);
		Duration nearest = null;
		for (Declared<LifecycleService> declared : this.declarations.services()) {
			Duration timeout = this.durations.read(declared.annotation().startTimeout(),
					"'startTimeout' of @LifecycleService on " + declared.source());
			nearest = (nearest != null) ? nearest : timeout;
		}
		return (configured != null) ? configured : nearest;
	}

	@Nullable Duration readinessTimeout() {
		return firstSetting(ServiceSettings::readinessTimeout);
	}

	List<Reference> references() {
		if (this.mock) {
			return List.of();
		}
		List<Reference> references = new ArrayList<>(this.configured);
		for (Declared<DependsOnService> declared : this.declarations.dependencies()) {
			addReferences(declared.annotation(), declared.source(), references);
		}
		return references;
	}

	private void addReferences(DependsOnService annotation, String source, List<Reference> references) {
		if (annotation.value().length + annotation.services().length == 0) {
			throw DiscoveryFailures.nothingNamed(source);
		}
		Duration timeout = this.durations.read(annotation.timeout(), "'timeout' of @DependsOnService on " + source);
		for (String name : annotation.value()) {
			if (name.isBlank()) {
				throw DiscoveryFailures.nothingNamed(source);
			}
			references.add(new Reference(null, false,
					new Dependency(name, annotation.type(), timeout, annotation.description(), source, false)));
		}
		for (Class<?> type : annotation.services()) {
			references.add(new Reference(type, false, new Dependency(type.getName(), annotation.type(), timeout,
					annotation.description(), source, false)));
		}
	}

	List<DiscoveredCheck> checks() {
		List<DiscoveredCheck> checks = new ArrayList<>();
		if (this.mock) {
			return checks;
		}
		for (MethodCheck check : this.declarations.methodChecks()) {
			ReadinessCheck annotation = check.declared().annotation();
			String name = annotation.value().isEmpty() ? check.method().getName() : annotation.value();
			checks.add(new DiscoveredCheck(name, annotation.level(), timeout(check.declared()), check.method(), null,
					check.declared().source()));
		}
		for (Declared<ReadinessCheck> check : this.declarations.healthChecks()) {
			ReadinessCheck annotation = check.annotation();
			String name = annotation.value().isEmpty() ? annotation.health() : annotation.value();
			checks.add(new DiscoveredCheck(name, annotation.level(), timeout(check), null, annotation.health(),
					check.source()));
		}
		return checks;
	}

	private @Nullable Duration timeout(Declared<ReadinessCheck> check) {
		return this.durations.read(check.annotation().timeout(), "'timeout' of @ReadinessCheck on " + check.source());
	}

	private <T> @Nullable T firstSetting(Function<ServiceSettings, @Nullable T> attribute) {
		return this.settings.stream().map(attribute).filter(Objects::nonNull).findFirst().orElse(null);
	}

	private @Nullable String firstText(Function<LifecycleService, String> attribute) {
		return this.declarations.services()
			.stream()
			.map((declared) -> attribute.apply(declared.annotation()))
			.filter((text) -> !text.isBlank())
			.findFirst()
			.orElse(null);
	}

	/**
	 * A dependency as it was written.
	 *
	 * @param type the type of the bean depended on; {@code null} if it was named
	 * @param relaxed whether the name may be spelled in another way
	 * @param dependency the dependency; its target is the name as written
	 */
	record Reference(@Nullable Class<?> type, boolean relaxed, Dependency dependency) {

	}

}
