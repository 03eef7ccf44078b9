package dev.lifecycle.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ValidationLevel;
import dev.lifecycle.context.InjectionEdges;
import dev.lifecycle.gate.GateMode;

/**
 * Configuration properties of the starter.
 *
 * @param enabled Whether services are started in dependency order. If not, Spring's own
 * order applies and declared dependencies become bean dependencies.
 * @param environment Name of the environment whose preset applies. By default chosen from
 * the active profiles, else 'production'.
 * @param environments Environments of your own, and changes to the presets 'development',
 * 'test', 'staging' and 'production', by name.
 * @param startup Start-up of services.
 * @param shutdown Shutdown of services.
 * @param graph Dependency graph.
 * @param phases Named phases in order; replaces the built-in ones. By default
 * 'bootstrap', 'dependencies', 'database', 'cache', 'services', 'integration',
 * 'validation' and 'ready'.
 * @param services Services by name; adds to annotations and overrides them.
 * @param readiness Readiness checks.
 * @param restart Restarts of single services.
 * @param gate Gate that holds requests until start-up is complete.
 * @since 0.1.0
 */
@ConfigurationProperties("lifecycle")
public record ServiceLifecycleProperties(@DefaultValue("true") boolean enabled, @Nullable String environment,
		@DefaultValue Map<String, Environment> environments, @DefaultValue Startup startup,
		@DefaultValue Shutdown shutdown, @DefaultValue Graph graph, @Nullable List<Phase> phases,
		@DefaultValue Map<String, Service> services, @DefaultValue Readiness readiness, @DefaultValue Restart restart,
		@DefaultValue Gate gate) {

	public ServiceLifecycleProperties {
		environments.forEach((name, settings) -> settings.validate("lifecycle.environments." + name));
		services.forEach((name, service) -> service.validate("lifecycle.services." + name));
		for (int i = 0; phases != null && i < phases.size(); i++) {
			phases.get(i).validate("lifecycle.phases[" + i + "]");
		}
	}

	/**
	 * Settings of an environment.
	 *
	 * @param timeoutMultiplier Factor applied once to every start-up time limit.
	 * @param validationLevel Level up to which readiness checks run.
	 */
	public record Environment(@Nullable Double timeoutMultiplier, @Nullable ValidationLevel validationLevel) {

		private void validate(String property) {
			Constraints.positive(property + ".timeout-multiplier", this.timeoutMultiplier);
		}

	}

	/**
	 * Start-up of services.
	 *
	 * @param timeout Time until all required services have to be ready.
	 * @param startTimeout Time that one call of a service's start may take.
	 * @param readinessTimeout Time until all readiness checks of a service have to pass
	 * after its start.
	 * @param dependencyTimeout Time to wait for a required dependency. By default bounded
	 * by the limits of the dependency only.
	 * @param optionalDependencyTimeout Time to wait for an optional dependency when
	 * everything else is there.
	 * @param maxParallelStarts Number of services that may start at the same time. By
	 * default unlimited.
	 * @param retry Retry of failed starts.
	 */
	public record Startup(@DefaultValue("5m") Duration timeout, @DefaultValue("60s") Duration startTimeout,
			@DefaultValue("90s") Duration readinessTimeout, @Nullable Duration dependencyTimeout,
			@DefaultValue("10s") Duration optionalDependencyTimeout, @Nullable Integer maxParallelStarts,
			@DefaultValue Retry retry) {

		public Startup {
			Constraints.positive("lifecycle.startup.timeout", timeout);
			Constraints.positive("lifecycle.startup.start-timeout", startTimeout);
			Constraints.positive("lifecycle.startup.readiness-timeout", readinessTimeout);
			Constraints.positive("lifecycle.startup.dependency-timeout", dependencyTimeout);
			Constraints.notNegative("lifecycle.startup.optional-dependency-timeout", optionalDependencyTimeout);
			Constraints.positive("lifecycle.startup.max-parallel-starts", maxParallelStarts);
		}

	}

	/**
	 * Retry of failed starts.
	 *
	 * @param maxRetries Number of times a failed start is tried again.
	 * @param initialDelay Pause before the first retry.
	 * @param multiplier Factor by which the pause grows with each retry.
	 * @param maxDelay Longest pause.
	 * @param jitter Fraction by which each pause is randomly shortened or lengthened.
	 * @param notRetried Exception types that end the start at once, also as a cause.
	 */
	public record Retry(@DefaultValue("2") int maxRetries, @DefaultValue("500ms") Duration initialDelay,
			@DefaultValue("2") double multiplier, @DefaultValue("30s") Duration maxDelay,
			@DefaultValue("0.2") double jitter, @DefaultValue List<Class<? extends Throwable>> notRetried) {

		public Retry {
			Constraints.notNegative("lifecycle.startup.retry.max-retries", maxRetries);
			Constraints.notNegative("lifecycle.startup.retry.initial-delay", initialDelay);
			Constraints.atLeastOne("lifecycle.startup.retry.multiplier", multiplier);
			Constraints.notNegative("lifecycle.startup.retry.max-delay", maxDelay);
			Constraints.fraction("lifecycle.startup.retry.jitter", jitter);
		}

	}

	/**
	 * Shutdown of services.
	 *
	 * @param timeout Time that stopping all services together may take.
	 * @param drain Time during which the application goes on serving after it has said
	 * that it is not ready any more.
	 * @param closeWebSockets Whether open WebSocket sessions are closed when the web
	 * server begins to shut down, instead of being waited for.
	 */
	public record Shutdown(@DefaultValue("25s") Duration timeout, @DefaultValue("0s") Duration drain,
			@DefaultValue("true") boolean closeWebSockets) {

		public Shutdown {
			Constraints.positive("lifecycle.shutdown.timeout", timeout);
			Constraints.notNegative("lifecycle.shutdown.drain", drain);
		}

	}

	/**
	 * Dependency graph.
	 *
	 * @param injectionEdges What to do when a service injects another one without
	 * declaring it.
	 */
	public record Graph(@DefaultValue("infer") InjectionEdges injectionEdges) {

	}

	/**
	 * A named phase.
	 *
	 * @param name Unique name of the phase.
	 * @param timeout Time that the phase may take. By default bounded by the limits of
	 * its services only.
	 * @param parallel Whether the services of the phase start in parallel.
	 */
	public record Phase(@Name("name") @Nullable String name, @Nullable Duration timeout,
			@DefaultValue("true") boolean parallel) {

		private void validate(String property) {
			Constraints.hasText(property + ".name", this.name);
			Constraints.positive(property + ".timeout", this.timeout);
		}

	}

	/**
	 * A service.
	 *
	 * @param phase Named phase of the service.
	 * @param required Whether the application is only ready when the service is.
	 * @param startTimeout Time that one call of the service's start may take.
	 * @param readinessTimeout Time until all readiness checks of the service have to pass
	 * after its start.
	 * @param dependsOn Services that must come first, by name, or with their 'type' and
	 * 'timeout'.
	 */
	public record Service(@Nullable String phase, @Nullable Boolean required, @Nullable Duration startTimeout,
			@Nullable Duration readinessTimeout, @DefaultValue List<DependsOn> dependsOn) {

		private void validate(String property) {
			Constraints.positive(property + ".start-timeout", this.startTimeout);
			Constraints.positive(property + ".readiness-timeout", this.readinessTimeout);
			for (int i = 0; i < this.dependsOn.size(); i++) {
				this.dependsOn.get(i).validate(property + ".depends-on[" + i + "]");
			}
		}

	}

	/**
	 * A dependency.
	 *
	 * @param service Name of the service depended on.
	 * @param type How much the service depends on it.
	 * @param timeout Time to wait for it.
	 * @param description What it is for.
	 */
	public record DependsOn(@Nullable String service, @DefaultValue("required") DependencyType type,
			@Nullable Duration timeout, @DefaultValue("") String description) {

		private void validate(String property) {
			Constraints.hasText(property + ".service", this.service);
			Constraints.positive(property + ".timeout", this.timeout);
		}

		/**
		 * Create a required dependency from its short form, the name alone.
		 * @param service the name of the service depended on
		 * @return the dependency
		 */
		public static DependsOn of(String service) {
			return new DependsOn(service.trim(), DependencyType.REQUIRED, null, "");
		}

	}

	/**
	 * Readiness checks.
	 *
	 * @param checkTimeout Time that one call of a check may take.
	 * @param retryInterval Pause before a failed check is tried again; doubles with each
	 * try up to two seconds.
	 */
	public record Readiness(@DefaultValue("5s") Duration checkTimeout, @DefaultValue("200ms") Duration retryInterval) {

		public Readiness {
			Constraints.positive("lifecycle.readiness.check-timeout", checkTimeout);
			Constraints.positive("lifecycle.readiness.retry-interval", retryInterval);
		}

	}

	/**
	 * Restarts of single services.
	 *
	 * @param cascade Whether services that require a restarted one are restarted with it.
	 */
	public record Restart(@DefaultValue("true") boolean cascade) {

	}

	/**
	 * Gate that holds requests until start-up is complete.
	 *
	 * @param mode What happens to requests that arrive before start-up is complete.
	 * @param maxWait Longest time a request is held before it is refused.
	 * @param maxHeld Number of requests held at the same time; further ones are refused.
	 * On platform threads at most half of the server's worker threads hold requests.
	 * @param exclude Path patterns of requests that always pass, such as '/public/**'.
	 * @param retryAfter Time after which refused clients are asked to come back;
	 * estimated from the start-up if not set.
	 * @param showProgress Whether refused clients are told the names of the services that
	 * are not ready.
	 */
	public record Gate(@DefaultValue("hold") GateMode mode, @DefaultValue("30s") Duration maxWait,
			@DefaultValue("1000") int maxHeld, @DefaultValue List<String> exclude, @Nullable Duration retryAfter,
			@DefaultValue("false") boolean showProgress) {

		static final Gate DEFAULTS = new Gate(GateMode.HOLD, Duration.ofSeconds(30), 1000, List.of(), null, false);

		public Gate {
			Constraints.notNegative("lifecycle.gate.max-wait", maxWait);
			Constraints.notNegative("lifecycle.gate.max-held", maxHeld);
			Constraints.positive("lifecycle.gate.retry-after", retryAfter);
		}

	}

}
