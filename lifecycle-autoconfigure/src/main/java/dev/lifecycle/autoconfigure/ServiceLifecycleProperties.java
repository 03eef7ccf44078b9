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
import dev.lifecycle.context.Await;
import dev.lifecycle.context.InjectionEdges;
import dev.lifecycle.gate.GateMode;
import dev.lifecycle.races.RaceMode;
import dev.lifecycle.readiness.MigrationTool;

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
 * @param monitor Watching of services that have started.
 * @param restart Restarts of single services.
 * @param races Calls into services that are not ready.
 * @param gate Gate that holds requests until start-up is complete.
 * @param history Comparison with earlier start-ups on the same machine.
 * @param page Page that shows services live, below the endpoint.
 * @since 0.1.0
 */
@ConfigurationProperties("lifecycle")
public record ServiceLifecycleProperties(@DefaultValue("true") boolean enabled, @Nullable String environment,
		@DefaultValue Map<String, Environment> environments, @DefaultValue Startup startup,
		@DefaultValue Shutdown shutdown, @DefaultValue Graph graph, @Nullable List<Phase> phases,
		@DefaultValue Map<String, Service> services, @DefaultValue Readiness readiness, @DefaultValue Monitor monitor,
		@DefaultValue Restart restart, @DefaultValue Races races, @DefaultValue Gate gate,
		@DefaultValue History history, @DefaultValue Page page) {

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
	 * @param monitorInterval Time from one call of a readiness check to the next while
	 * the application runs.
	 * @param validationLevel Level up to which readiness checks run.
	 */
	public record Environment(@Nullable Double timeoutMultiplier, @Nullable Duration monitorInterval,
			@Nullable ValidationLevel validationLevel) {

		private void validate(String property) {
			Constraints.positive(property + ".timeout-multiplier", this.timeoutMultiplier);
			Constraints.positive(property + ".monitor-interval", this.monitorInterval);
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
	 * @param await When a service without a bean is waited for.
	 * @param dependsOn Services that must come first, by name, or with their 'type' and
	 * 'timeout'.
	 * @param checks Readiness checks, in addition to those that annotations declare.
	 */
	public record Service(@Nullable String phase, @Nullable Boolean required, @Nullable Duration startTimeout,
			@Nullable Duration readinessTimeout, @DefaultValue("in-order") Await await,
			@DefaultValue List<DependsOn> dependsOn, @DefaultValue List<Check> checks) {

		private void validate(String property) {
			Constraints.positive(property + ".start-timeout", this.startTimeout);
			Constraints.positive(property + ".readiness-timeout", this.readinessTimeout);
			for (int i = 0; i < this.dependsOn.size(); i++) {
				this.dependsOn.get(i).validate(property + ".depends-on[" + i + "]");
			}
			for (int i = 0; i < this.checks.size(); i++) {
				this.checks.get(i).validate(property + ".checks[" + i + "]");
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
	 * A readiness check: what is checked, or the name of a declared check, and how.
	 *
	 * @param name Name of the check; that of a declared check changes it.
	 * @param jdbc Query that must succeed, such as 'select 1'.
	 * @param pool Connections that must be up in a Hikari pool: 'hikari' for its minimum,
	 * or a number.
	 * @param migrations Tool whose migrations must all have been applied.
	 * @param redis Redis that must answer: 'ping' for the connection factory of the
	 * application, or an address such as 'redis://host:6379'.
	 * @param http Address that must answer a GET request.
	 * @param tcp Address that must accept connections, such as 'host:5432'.
	 * @param websocket Address that must accept a WebSocket connection.
	 * @param health Name of the Spring Boot health contributor that must be up.
	 * @param bean Name of the bean of type 'ReadinessProbe' that checks.
	 * @param latency Time that the check may take, as the median of several calls.
	 * @param samples Number of calls of a latency check. By default 5.
	 * @param expect Value that the query, the JSON pointer or the WebSocket message must
	 * have.
	 * @param using Name of the bean to check with, if there are several.
	 * @param url JDBC URL, to check without a bean.
	 * @param username User name for the JDBC URL.
	 * @param password Password for the JDBC URL.
	 * @param memoryHeadroom Share of Redis's memory that must be free, such as '10%'.
	 * @param status HTTP status that is expected, such as '200' or '2xx,404'. By default
	 * '2xx'.
	 * @param jsonPointer JSON pointer into the body of the HTTP response.
	 * @param headers Headers of the HTTP request.
	 * @param send Text message to send to the WebSocket.
	 * @param level Level of the check; it runs if that is not above the active one.
	 * @param timeout Time that one call may take.
	 * @param retries Number of times the check is tried again at start before the service
	 * has failed. By default as often as its readiness timeout allows.
	 * @param interval Time from one call to the next while the application runs.
	 * @param critical Whether the service is not ready without the check, instead of
	 * degraded.
	 * @param continuous Whether the check is repeated while the application runs.
	 */
	public record Check(@Nullable String name, @Nullable String jdbc, @Nullable String pool,
			@Nullable MigrationTool migrations, @Nullable String redis, @Nullable String http, @Nullable String tcp,
			@Nullable String websocket, @Nullable String health, @Nullable String bean, @Nullable Duration latency,
			@Nullable Integer samples, @Nullable String expect, @Nullable String using, @Nullable String url,
			@Nullable String username, @Nullable String password, @Nullable String memoryHeadroom,
			@Nullable String status, @Nullable String jsonPointer, @DefaultValue Map<String, String> headers,
			@Nullable String send, @Nullable ValidationLevel level, @Nullable Duration timeout,
			@Nullable Integer retries, @Nullable Duration interval, @Nullable Boolean critical,
			@Nullable Boolean continuous) {

		private void validate(String property) {
			CheckProbes.of(property, this);
			Constraints.positive(property + ".timeout", this.timeout);
			Constraints.positive(property + ".interval", this.interval);
			if (this.retries != null) {
				Constraints.notNegative(property + ".retries", this.retries);
			}
		}

		// Without what may be secret.
		@Override
		public String toString() {
			return "Check[name=" + this.name + "]";
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
	 * Watching of services that have started.
	 *
	 * @param enabled Whether readiness checks are repeated while the application runs.
	 * @param interval Time from one call of a check to the next. By default that of the
	 * environment.
	 * @param failureThreshold Number of consecutive failures after which a check counts
	 * as failed.
	 * @param successThreshold Number of consecutive successes after which it does not any
	 * more.
	 * @param maxAge Time after which a service whose checks have not answered is not
	 * ready. By default three times the interval.
	 * @param maxParallelChecks Number of checks that run at the same time.
	 */
	public record Monitor(@DefaultValue("true") boolean enabled, @Nullable Duration interval,
			@DefaultValue("3") int failureThreshold, @DefaultValue("1") int successThreshold, @Nullable Duration maxAge,
			@DefaultValue("10") int maxParallelChecks) {

		public Monitor {
			Constraints.positive("lifecycle.monitor.interval", interval);
			Constraints.positive("lifecycle.monitor.failure-threshold", failureThreshold);
			Constraints.positive("lifecycle.monitor.success-threshold", successThreshold);
			Constraints.positive("lifecycle.monitor.max-age", maxAge);
			Constraints.positive("lifecycle.monitor.max-parallel-checks", maxParallelChecks);
		}

	}

	/**
	 * Restarts of single services.
	 *
	 * @param enabled Whether a service that is not ready any more is restarted
	 * automatically.
	 * @param after Time that a service has to be not ready for before it is restarted.
	 * @param cascade Whether services that require a restarted one are restarted with it.
	 * @param maxRestarts Number of automatic restarts of a service within the window;
	 * with one more it has failed.
	 * @param window Time within which restarts count.
	 * @param coolDown Time from the end of an automatic restart of a service to its next
	 * one.
	 */
	public record Restart(@DefaultValue("false") boolean enabled, @DefaultValue("30s") Duration after,
			@DefaultValue("true") boolean cascade, @DefaultValue("3") int maxRestarts,
			@DefaultValue("10m") Duration window, @DefaultValue("1m") Duration coolDown) {

		public Restart {
			Constraints.notNegative("lifecycle.restart.after", after);
			Constraints.positive("lifecycle.restart.max-restarts", maxRestarts);
			Constraints.positive("lifecycle.restart.window", window);
			Constraints.notNegative("lifecycle.restart.cool-down", coolDown);
		}

	}

	/**
	 * Calls into services that are not ready.
	 *
	 * @param mode What happens when the start of a service calls another one that is not
	 * ready and that it does not depend on. By default it is reported in the environments
	 * 'development' and 'test'.
	 */
	public record Races(@Nullable RaceMode mode) {

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

	/**
	 * Comparison with earlier start-ups on the same machine.
	 *
	 * @param directory Directory to remember start-ups in, one directory per application.
	 * By default nothing is written.
	 * @param size Number of start-ups to remember, at most 1000.
	 */
	public record History(@Nullable String directory, @DefaultValue("20") int size) {

		public History {
			if (directory != null) {
				Constraints.hasText("lifecycle.history.directory", directory);
			}
			Constraints.between("lifecycle.history.size", 1, 1000, size);
		}

	}

	/**
	 * Page that shows services live.
	 *
	 * @param enabled Whether there is a page where the endpoint is exposed over HTTP.
	 * @param maxViewers Number of browsers that are told of changes at the same time;
	 * further ones ask every few seconds.
	 */
	public record Page(@DefaultValue("true") boolean enabled, @DefaultValue("50") int maxViewers) {

		static final Page DEFAULTS = new Page(true, 50);

		public Page {
			Constraints.notNegative("lifecycle.page.max-viewers", maxViewers);
		}

	}

}
