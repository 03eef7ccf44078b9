package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;

import dev.lifecycle.context.CheckSettings;
import dev.lifecycle.context.LifecycleEnvironment;
import dev.lifecycle.context.LifecycleOptions;
import dev.lifecycle.context.ServiceSettings;
import dev.lifecycle.engine.EngineSettings;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.Phase;

/**
 * Translates configuration properties for the packages that know nothing of them. Binds
 * them itself because it is needed before any bean is created.
 */
final class LifecycleOptionsFactory {

	private static final List<String> BUILT_IN_PHASES = List.of("bootstrap", "dependencies", "database", "cache",
			"services", "integration", "validation", "ready");

	private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("lifecycle");

	private final Environment environment;

	private @Nullable ServiceLifecycleProperties properties;

	LifecycleOptionsFactory(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Return whether any of the properties may be set. Binding takes a while, which an
	 * application without services need not spend.
	 * @return {@code false} if all properties have their defaults
	 */
	boolean isConfigured() {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.containsDescendantOf(PREFIX) != ConfigurationPropertyState.ABSENT) {
				return true;
			}
		}
		return false;
	}

	private ServiceLifecycleProperties properties() {
		ServiceLifecycleProperties properties = this.properties;
		if (properties == null) {
			properties = Binder.get(this.environment).bindOrCreate("lifecycle", ServiceLifecycleProperties.class);
			this.properties = properties;
		}
		return properties;
	}

	ServiceLifecycleProperties.Gate gate() {
		return isConfigured()
				? Binder.get(this.environment).bindOrCreate("lifecycle.gate", ServiceLifecycleProperties.Gate.class)
				: ServiceLifecycleProperties.Gate.DEFAULTS;
	}

	ServiceLifecycleProperties.History history() {
		return Binder.get(this.environment).bindOrCreate("lifecycle.history", ServiceLifecycleProperties.History.class);
	}

	ServiceLifecycleProperties.Page page() {
		return isConfigured()
				? Binder.get(this.environment).bindOrCreate("lifecycle.page", ServiceLifecycleProperties.Page.class)
				: ServiceLifecycleProperties.Page.DEFAULTS;
	}

	LifecycleOptions options() {
		ServiceLifecycleProperties properties = properties();
		ActiveEnvironment active = ActiveEnvironment.of(properties, this.environment);
		LifecycleEnvironment environment = active.toLifecycleEnvironment(properties.monitor().enabled());
		return new LifecycleOptions(environment, properties.readiness().checkTimeout(), engine(active), phases(),
				services(), properties.graph().injectionEdges(), Threading.VIRTUAL.isActive(this.environment),
				properties.shutdown().drain());
	}

	private EngineSettings engine(ActiveEnvironment active) {
		ServiceLifecycleProperties.Startup startup = properties().startup();
		ServiceLifecycleProperties.Retry retry = startup.retry();
		Integer maxParallelStarts = startup.maxParallelStarts();
		return new EngineSettings(active.timeoutMultiplier(), startup.timeout(), startup.startTimeout(),
				startup.readinessTimeout(), startup.dependencyTimeout(), startup.optionalDependencyTimeout(),
				(maxParallelStarts != null) ? maxParallelStarts : Integer.MAX_VALUE,
				new EngineSettings.Retry(retry.maxRetries(), retry.initialDelay(), retry.multiplier(), retry.maxDelay(),
						retry.jitter(), retry.notRetried()),
				properties().readiness().retryInterval(), properties().shutdown().timeout(),
				properties().shutdown().timeout(), PROGRESS_INTERVAL, monitoring(properties().monitor()),
				restarting(properties().restart()));
	}

	private static EngineSettings.Monitoring monitoring(ServiceLifecycleProperties.Monitor monitor) {
		return new EngineSettings.Monitoring(monitor.failureThreshold(), monitor.successThreshold(), monitor.maxAge(),
				monitor.maxParallelChecks());
	}

	private static EngineSettings.Restarting restarting(ServiceLifecycleProperties.Restart restart) {
		return new EngineSettings.Restarting(restart.enabled(), restart.after(), restart.cascade(),
				restart.maxRestarts(), restart.window(), restart.coolDown());
	}

	private List<Phase> phases() {
		List<ServiceLifecycleProperties.Phase> phases = properties().phases();
		Stream<Phase> result = (phases != null)
				? phases.stream()
					.map((phase) -> new Phase(Objects.requireNonNull(phase.name()), phase.timeout(), phase.parallel()))
				: BUILT_IN_PHASES.stream().map((name) -> new Phase(name, null, true));
		return result.toList();
	}

	Map<String, ServiceSettings> services() {
		Map<String, ServiceSettings> services = new LinkedHashMap<>();
		properties().services().forEach((name, service) -> services.put(name, settings(name, service)));
		return services;
	}

	private ServiceSettings settings(String name, ServiceLifecycleProperties.Service service) {
		String source = "lifecycle.services." + name + ".depends-on";
		List<Dependency> dependencies = service.dependsOn()
			.stream()
			.map((dependency) -> new Dependency(Objects.requireNonNull(dependency.service()), dependency.type(),
					dependency.timeout(), dependency.description(), source, false))
			.toList();
		List<CheckSettings> checks = new ArrayList<>();
		for (ServiceLifecycleProperties.Check check : service.checks()) {
			String property = "lifecycle.services." + name + ".checks[" + checks.size() + "]";
			checks.add(new CheckSettings(check.name(), CheckProbes.of(property, check), check.level(), check.timeout(),
					check.retries(), check.interval(), check.critical(), check.continuous(), property));
		}
		return new ServiceSettings(service.phase(), service.required(), service.startTimeout(),
				service.readinessTimeout(), dependencies, checks, service.await());
	}

}
