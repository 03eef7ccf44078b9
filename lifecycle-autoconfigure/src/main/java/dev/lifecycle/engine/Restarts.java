package dev.lifecycle.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;

/**
 * Stops single services while all others go on, and starts them again. Requests that have
 * services in common are served one after the other. Owned by the coordinator.
 */
class Restarts {

	private final EngineContext context;

	private final Board board;

	private final Starter starter;

	private final Stopper stopper;

	private final List<Restart> waiting = new ArrayList<>();

	private final List<Restart> active = new ArrayList<>();

	Restarts(EngineContext context, Board board, Starter starter, Stopper stopper) {
		this.context = context;
		this.board = board;
		this.starter = starter;
		this.stopper = stopper;
	}

	void request(EngineNode service, boolean cascade, CompletableFuture<@Nullable Void> result) {
		Restart restart = find(service, cascade);
		if (restart == null) {
			restart = new Restart(service, cascade, true);
			this.waiting.add(restart);
		}
		restart.results.add(result);
	}

	/**
	 * Ask for another start of an optional service that has failed, and of those that
	 * failed because of it.
	 * @param service the service
	 */
	void recover(EngineNode service) {
		if (find(service, true) == null) {
			this.waiting.add(new Restart(service, true, false));
		}
	}

	// A request is served by one that has not begun to start the service again.
	private @Nullable Restart find(EngineNode service, boolean cascade) {
		return Stream
			.concat(this.active.stream().filter((restart) -> restart.starting.isEmpty()), this.waiting.stream())
			.filter((restart) -> restart.service == service && restart.cascade == cascade)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Begin the restarts that can begin: those that share no service with one under way.
	 * @param whenStopped called when the services of one have stopped
	 */
	void proceed(Runnable whenStopped) {
		for (Restart restart : List.copyOf(this.waiting)) {
			if (this.stopper.isActive()) {
				return;
			}
			Set<EngineNode> services = restart.services();
			if (this.active.stream().allMatch((other) -> Collections.disjoint(other.services, services))) {
				this.waiting.remove(restart);
				begin(restart, services, whenStopped);
			}
		}
	}

	private void begin(Restart restart, Set<EngineNode> services, Runnable whenStopped) {
		this.active.add(restart);
		restart.services = services;
		for (EngineNode service : services) {
			service.wanted = true;
			service.submitted = true;
		}
		if (restart.announced) {
			List<String> names = services.stream().map(EngineNode::name).toList();
			this.board.tell((listener) -> listener.restartBegan(restart.service.name(), names));
		}
		this.stopper.stop(services, () -> this.context.post(() -> {
			if (this.active.contains(restart)) {
				start(restart);
			}
			whenStopped.run();
		}));
	}

	private void start(Restart restart) {
		List<EngineNode> stopped = new ArrayList<>();
		for (EngineNode service : restart.services) {
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

	/**
	 * Note that a service is ready or has failed.
	 * @param service the service
	 * @param failure why it has failed; {@code null} if it is ready
	 */
	void ended(EngineNode service, @Nullable Throwable failure) {
		for (Restart restart : List.copyOf(this.active)) {
			if (restart.starting.remove(service)) {
				if (failure != null && (restart.failure == null || service == restart.service)) {
					restart.failure = new IllegalStateException(
							"Service '" + service.name() + "' could not be restarted: " + Texts.reason(failure),
							failure);
				}
				endIfStarted(restart);
			}
		}
	}

	private void endIfStarted(Restart restart) {
		if (restart.starting.isEmpty() && this.active.remove(restart)) {
			restart.end();
		}
	}

	/**
	 * Give up on all restarts, because the services are stopped for another reason.
	 */
	void cancel() {
		List<Restart> restarts = new ArrayList<>(this.active);
		restarts.addAll(this.waiting);
		this.waiting.clear();
		this.active.clear();
		for (Restart restart : restarts) {
			restart.failure = new CancellationException(
					"Service '" + restart.service.name() + "' is not restarted because services do not run");
			restart.end();
		}
	}

	private static final class Restart {

		private final EngineNode service;

		private final boolean cascade;

		/**
		 * Whether to tell listeners, who otherwise just see the states change.
		 */
		private final boolean announced;

		/**
		 * The services that are stopped and started, once that has begun.
		 */
		private Set<EngineNode> services = Set.of();

		private final List<CompletableFuture<@Nullable Void>> results = new ArrayList<>();

		/**
		 * The services that are neither ready nor failed yet, once they have stopped.
		 */
		private final Set<EngineNode> starting = new HashSet<>();

		private @Nullable Throwable failure;

		Restart(EngineNode service, boolean cascade, boolean announced) {
			this.service = service;
			this.cascade = cascade;
			this.announced = announced;
		}

		// Return the service and whoever cannot do without it; after a failure only those
		// that have failed as well.
		Set<EngineNode> services() {
			Set<EngineNode> services = new LinkedHashSet<>();
			Deque<EngineNode> next = new ArrayDeque<>(List.of(this.service));
			for (EngineNode service = next.poll(); service != null; service = next.poll()) {
				if (services.add(service) && this.cascade) {
					service.dependents.stream()
						.filter((edge) -> edge.is(DependencyType.REQUIRED) && edge.dependent.submitted)
						.filter((edge) -> this.announced || edge.dependent.is(ServiceState.FAILED))
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
