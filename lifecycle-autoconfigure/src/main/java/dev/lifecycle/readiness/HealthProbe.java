package dev.lifecycle.readiness;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.util.ClassUtils;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

/**
 * A check that asks a Spring Boot health contributor.
 *
 * @since 0.1.0
 */
public final class HealthProbe implements ReadinessProbe {

	private static final boolean REACTIVE = ClassUtils.isPresent("reactor.core.publisher.Flux",
			HealthProbe.class.getClassLoader());

	private final String name;

	private final HealthContributor contributor;

	private HealthProbe(String name, HealthContributor contributor) {
		this.name = name;
		this.contributor = contributor;
	}

	/**
	 * Create a probe.
	 * @param name the name of the contributor
	 * @param beanFactory the factory that holds the registries of contributors
	 * @return the probe; {@code null} if there is no contributor of that name
	 */
	public static @Nullable HealthProbe find(String name, BeanFactory beanFactory) {
		HealthContributorRegistry registry = beanFactory.getBeanProvider(HealthContributorRegistry.class)
			.getIfAvailable();
		HealthContributor contributor = (registry != null) ? registry.getContributor(name) : null;
		if (contributor == null && REACTIVE) {
			contributor = Reactive.find(name, beanFactory);
		}
		return (contributor != null) ? new HealthProbe(name, contributor) : null;
	}

	/**
	 * Return the names of the contributors there are.
	 * @param beanFactory the factory that holds the registry of contributors
	 * @return the names, separated by commas
	 */
	public static String names(BeanFactory beanFactory) {
		HealthContributorRegistry registry = beanFactory.getBeanProvider(HealthContributorRegistry.class)
			.getIfAvailable();
		return (registry != null) ? registry.stream()
			.map(HealthContributors.Entry::name)
			.filter((name) -> !"lifecycle".equals(name))
			.sorted()
			.collect(Collectors.joining(", ")) : "";
	}

	@Override
	public ReadinessResult check() {
		return check(this.name, this.contributor);
	}

	private ReadinessResult check(String path, HealthContributor contributor) {
		if (contributor instanceof CompositeHealthContributor composite) {
			return composite.stream()
				.map((entry) -> check(path + "/" + entry.name(), entry.contributor()))
				.filter((result) -> !result.isReady())
				.findFirst()
				.orElseGet(ReadinessResult::ready);
		}
		Health health = ((HealthIndicator) contributor).health();
		return (health != null) ? HealthResults.of("health '" + path + "'", health) : ReadinessResult.ready();
	}

	private static final class Reactive {

		static @Nullable HealthContributor find(String name, BeanFactory beanFactory) {
			ReactiveHealthContributorRegistry registry = beanFactory
				.getBeanProvider(ReactiveHealthContributorRegistry.class)
				.getIfAvailable();
			ReactiveHealthContributor contributor = (registry != null) ? registry.getContributor(name) : null;
			return (contributor != null) ? contributor.asHealthContributor() : null;
		}

	}

}
