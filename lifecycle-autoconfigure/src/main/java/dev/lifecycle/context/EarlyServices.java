package dev.lifecycle.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.engine.ContractCheck;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.LifecycleEngine;
import dev.lifecycle.engine.ManagedService;
import dev.lifecycle.engine.StateChange;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.ServiceDefinition;
import dev.lifecycle.graph.ServiceGraph;

/**
 * Waits for services before any bean is created, so that what connects while beans are
 * created finds them. Runs those of their checks that need no bean, on an engine of its
 * own, with the limits, log lines and failures of the start-up.
 */
final class EarlyServices {

	private final LifecycleOptions options;

	private final ServiceGraph graph;

	private final Environment environment;

	private final @Nullable ClassLoader classLoader;

	private final Map<String, DiscoveredService> services = new LinkedHashMap<>();

	/**
	 * Create a new instance.
	 * @param services all services
	 * @param graph their graph
	 * @param options the limits
	 * @param environment the environment of the context
	 * @param classLoader the class loader of the application
	 */
	EarlyServices(DiscoveredServices services, ServiceGraph graph, LifecycleOptions options, Environment environment,
			@Nullable ClassLoader classLoader) {
		this.options = options;
		this.graph = graph;
		this.environment = environment;
		this.classLoader = classLoader;
		services.byName().forEach((name, service) -> {
			if (service.await() == Await.BEFORE_BEANS) {
				this.services.put(name, service);
			}
		});
	}

	/**
	 * Wait until the services are ready, or have failed and are not required.
	 * @param startup id of the start-up this is part of
	 * @throws StartupFailedException if a required one is not ready in time
	 * @throws FailureAnalyzedException if a service has no check that works without beans
	 */
	void await(String startup) {
		if (this.services.isEmpty()) {
			return;
		}
		List<ServiceDefinition> definitions = new ArrayList<>();
		List<ManagedService> managed = new ArrayList<>();
		this.services.forEach((name, service) -> {
			definitions.add(new ServiceDefinition(name, service.definition().source(), null, isRequired(name), true,
					dependencies(service)));
			managed.add(new ManagedService(name, new BeanComponent(null), checks(name, service), null,
					service.readinessTimeout()));
		});
		Settled settled = new Settled(this.services.keySet(), new LifecycleLog(
				"Waiting for " + this.services.keySet() + " before beans are created, " + this.options.environment(),
				this.environment));
		LifecycleEngine engine = new LifecycleEngine(ServiceGraph.of(definitions, List.of()), managed,
				this.options.engine(), EngineFactory.threads(this.options, this.classLoader), List.of(settled));
		try {
			this.services.keySet().forEach(engine::submit);
			CompletableFuture<?> ready = engine.begin(startup);
			CompletableFuture.allOf(ready, CompletableFuture.anyOf(settled.future, failureOf(ready))).get();
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause(), engine);
		}
		catch (CancellationException ex) {
			throw failure(ex, engine);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure(ex, engine);
		}
		finally {
			engine.close();
			managed.forEach(EarlyServices::release);
		}
	}

	// Completes only if the other future does so exceptionally.
	private static CompletableFuture<?> failureOf(CompletableFuture<?> future) {
		CompletableFuture<Object> failure = new CompletableFuture<>();
		CompletableFuture<?> unused = future.whenComplete((value, ex) -> {
			if (ex != null) {
				failure.completeExceptionally(ex);
			}
		});
		return failure;
	}

	private static StartupFailedException failure(@Nullable Throwable cause, LifecycleEngine engine) {
		return (cause instanceof StartupFailedException failed) ? failed
				: new StartupFailedException("The start-up was cancelled", cause, engine.report());
	}

	private static void release(ManagedService service) {
		service.checks().forEach((check) -> EngineFactory.release(check.probe()));
	}

	private boolean isRequired(String name) {
		return Objects.requireNonNull(this.graph.services().get(name)).isRequired();
	}

	// Services that are waited for later do not count yet.
	private List<Dependency> dependencies(DiscoveredService service) {
		return service.definition()
			.dependencies()
			.stream()
			.filter((dependency) -> this.services.containsKey(dependency.target()))
			.toList();
	}

	private List<ContractCheck> checks(String name, DiscoveredService service) {
		List<DiscoveredCheck> early = service.checks().stream().filter((check) -> !check.probe().needsBeans()).toList();
		if (early.isEmpty()) {
			throw new FailureAnalyzedException(
					"lifecycle.services.%s.await is 'before-beans', but no check of the service works without beans."
						.formatted(name),
					"Add a check of kind 'tcp', 'http' or 'websocket', 'jdbc' with 'url', or 'redis' with an address, "
							+ "or set 'await' to 'in-order'.");
		}
		return EngineFactory.checks(name, null, early, this.options, null);
	}

	/**
	 * Knows when every service is ready or has failed, and logs what the log of a
	 * start-up does, apart from its end.
	 */
	private static final class Settled implements EngineListener {

		private final LifecycleLog log;

		private final CompletableFuture<Void> future = new CompletableFuture<>();

		private final Set<String> open;

		Settled(Set<String> services, LifecycleLog log) {
			this.log = log;
			this.open = new HashSet<>(services);
		}

		@Override
		public void startupBegan(String id) {
			this.log.startupBegan(id);
		}

		@Override
		public void stateChanged(StateChange change) {
			this.log.stateChanged(change);
			if (change.to() == ServiceState.READY || change.to() == ServiceState.FAILED) {
				this.open.remove(change.service());
				if (this.open.isEmpty()) {
					this.future.complete(null);
				}
			}
		}

		@Override
		public void startupPending(Duration elapsed, List<String> pending) {
			this.log.startupPending(elapsed, pending);
		}

		@Override
		public void startupFailed(StartupFailedException failure) {
			this.log.startupFailed(failure);
		}

		@Override
		public void warning(String message, Throwable cause) {
			this.log.warning(message, cause);
		}

	}

}
