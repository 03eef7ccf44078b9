package dev.lifecycle.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;

/**
 * Stops single services while all others go on, and starts them again: one request after
 * the other, because their dependents may overlap. Owned by the coordinator.
 */
class Restarts {

	private final EngineContext context;

	private final Board board;

	private final Starter starter;

	private final Stopper stopper;

	private final Deque<Restart> waiting = new ArrayDeque<>();

	private @Nullable Restart current;

	Restarts(EngineContext context, Board board, Starter starter, Stopper stopper) {
		this.context = context;
		this.board = board;
		this.starter = starter;
		this.stopper = stopper;
	}

	void request(EngineNode service, boolean cascade, CompletableFuture<@Nullable Void> result) {
		Restart restart = find(service, cascade);
		if (restart == null) {
			restart = new Restart(service, cascade);
			this.waiting.add(restart);
		}
		restart.results.add(result);
	}

	// A request is served by one that has not begun to start the service again.
	private @Nullable Restart find(EngineNode service, boolean cascade) {
		Restart current = this.current;
		if (current != null && current.starting.isEmpty() && current.isSame(service, cascade)) {
			return current;
		}
		return this.waiting.stream().filter((restart) -> restart.isSame(service, cascade)).findFirst().orElse(null);
	}

	/**
	 * Begin the next restart, unless one is under way.
	 * @param whenStopped called when its services have stopped and been asked to start
	 */
	void proceed(Runnable whenStopped) {
		Restart restart = this.waiting.peek();
		if (this.current != null || restart == null || this.stopper.isActive()) {
			return;
		}
		this.waiting.remove();
		this.current = restart;
		Set<EngineNode> services = restart.services();
		for (EngineNode service : services) {
			service.wanted = true;
			service.submitted = true;
		}
		List<String> names = services.stream().map(EngineNode::name).toList();
		this.board.tell((listener) -> listener.restartBegan(restart.service.name(), names));
		this.stopper.stop(services, () -> this.context.post(() -> {
			if (this.current == restart) {
				start(restart, services);
			}
			whenStopped.run();
		}));
	}

	private void start(Restart restart, Set<EngineNode> services) {
		List<EngineNode> stopped = new ArrayList<>();
		for (EngineNode service : services) {
			if (service.is(ServiceState.PENDING, ServiceState.STOPPING, ServiceState.STOPPED, ServiceState.FAILED)) {
				stopped.add(service);
			}
			// A start of the context may have come first.
			if (!service.is(ServiceState.READY)) {
				restart.starting.add(service);
			}
		}
		this.starter.begin(stopped);
		endIfStarted(restart);
	}

	void ready(EngineNode service) {
		ended(service, null);
	}

	void failed(EngineNode service, Throwable failure) {
		ended(service, failure);
	}

	private void ended(EngineNode service, @Nullable Throwable failure) {
		Restart restart = this.current;
		if (restart == null || !restart.starting.remove(service)) {
			return;
		}
		if (failure != null && (restart.failure == null || service == restart.service)) {
			restart.failure = new IllegalStateException(
					"Service '" + service.name() + "' could not be restarted: " + Texts.reason(failure), failure);
		}
		endIfStarted(restart);
	}

	private void endIfStarted(Restart restart) {
		if (restart.starting.isEmpty() && this.current == restart) {
			this.current = null;
			restart.end();
		}
	}

	/**
	 * Give up on all restarts, because the services are stopped for another reason.
	 */
	void cancel() {
		List<Restart> restarts = new ArrayList<>(this.waiting);
		if (this.current != null) {
			restarts.add(this.current);
		}
		this.waiting.clear();
		this.current = null;
		for (Restart restart : restarts) {
			restart.failure = new CancellationException(
					"Service '" + restart.service.name() + "' is not restarted because services do not run");
			restart.end();
		}
	}

	private static final class Restart {

		private final EngineNode service;

		private final boolean cascade;

		private final List<CompletableFuture<@Nullable Void>> results = new ArrayList<>();

		/**
		 * The services that are neither ready nor failed yet, once they have stopped.
		 */
		private final Set<EngineNode> starting = new HashSet<>();

		private @Nullable Throwable failure;

		Restart(EngineNode service, boolean cascade) {
			this.service = service;
			this.cascade = cascade;
		}

		boolean isSame(EngineNode service, boolean cascade) {
			return this.service == service && this.cascade == cascade;
		}

		// Return the service and whoever cannot do without it.
		Set<EngineNode> services() {
			Set<EngineNode> services = new LinkedHashSet<>();
			Deque<EngineNode> next = new ArrayDeque<>(List.of(this.service));
			for (EngineNode service = next.poll(); service != null; service = next.poll()) {
				if (services.add(service) && this.cascade) {
					service.dependents.stream()
						.filter((edge) -> edge.is(DependencyType.REQUIRED) && edge.dependent.submitted)
						.forEach((edge) -> next.add(edge.dependent));
				}
			}
			return services;
		}

		void end() {
			Throwable failure = this.failure;
			this.results.forEach((result) -> {
				if (failure != null) {
					result.completeExceptionally(failure);
				}
				else {
					result.complete(null);
				}
			});
		}

	}

}
