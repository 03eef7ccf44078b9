package dev.lifecycle.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.context.Declarations.Declared;
import dev.lifecycle.context.Declarations.DeclaredMethod;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.readiness.HealthCheck;
import dev.lifecycle.readiness.MethodCheck;
import dev.lifecycle.readiness.ProbeCheck;
import dev.lifecycle.readiness.ProbeFactory;

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

	@Nullable String beanName() {
		return this.bean.isExternal() ? null : this.bean.name();
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

	Await await() {
		return this.settings.stream().anyMatch((settings) -> settings.await() == Await.BEFORE_BEANS)
				? Await.BEFORE_BEANS : Await.IN_ORDER;
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
		Map<String, DiscoveredCheck> checks = new LinkedHashMap<>();
		if (this.mock) {
			return List.of();
		}
		for (DeclaredMethod check : this.declarations.methodChecks()) {
			ReadinessCheck annotation = check.declared().annotation();
			add(checks, DiscoveredCheck.of(annotation, new MethodCheck(check.method()), this.durations,
					check.declared().source()));
		}
		for (Declared<ReadinessCheck> check : this.declarations.typeChecks()) {
			ReadinessCheck annotation = check.annotation();
			ProbeFactory probe = annotation.health().isBlank() ? new ProbeCheck(annotation.probe())
					: new HealthCheck(annotation.health());
			add(checks, DiscoveredCheck.of(annotation, probe, this.durations, check.source()));
		}
		Set<String> declared = Set.copyOf(checks.keySet());
		// A check is found twice if its service is spelled in two ways.
		Set<CheckSettings> configured = new HashSet<>();
		for (int i = this.settings.size() - 1; i >= 0; i--) {
			for (CheckSettings check : this.settings.get(i).checks()) {
				if (configured.add(check.from(""))) {
					configure(checks, declared, check);
				}
			}
		}
		return List.copyOf(checks.values());
	}

	private void configure(Map<String, DiscoveredCheck> checks, Set<String> declared, CheckSettings settings) {
		String name = settings.name();
		DiscoveredCheck check = (name != null && declared.contains(name)) ? checks.get(name) : null;
		if (check != null) {
			checks.put(check.name(), check.with(settings));
		}
		else if (settings.probe() != null) {
			add(checks, DiscoveredCheck.of(settings, settings.probe()));
		}
		else {
			throw DiscoveryFailures.unknownCheck(name(), settings, declared);
		}
	}

	private static void add(Map<String, DiscoveredCheck> checks, DiscoveredCheck check) {
		String name = check.name();
		for (int i = 2; checks.containsKey(name); i++) {
			name = check.name() + "-" + i;
		}
		checks.put(name, check.named(name));
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
