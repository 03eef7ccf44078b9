package dev.lifecycle.engine;

import java.time.Duration;
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
import dev.lifecycle.engine.Coordinator.Timer;
import dev.lifecycle.text.Texts;

/**
 * Stops single services while all others go on, and starts them again. Requests that have
 * services in common are served one after the other. Owned by the coordinator.
 */
class Restarts {

	private final EngineContext context;

	private final Board board;

	private final Starter starter;

	private final Stopper stopper;

	private final Callbacks callbacks;

	private final List<Restart> waiting = new ArrayList<>();

	private final List<Restart> active = new ArrayList<>();

	Restarts(EngineContext context, Board board, Starter starter, Stopper stopper, Callbacks callbacks) {
		this.context = context;
		this.board = board;
		this.starter = starter;
		this.stopper = stopper;
		this.callbacks = callbacks;
	}

	/**
	 * Ask for a restart by hand.
	 * @param service the service
	 * @param cascade whether whoever requires it is restarted with it
	 * @param result completed when that is done
	 */
	void request(EngineNode service, boolean cascade, CompletableFuture<@Nullable Void> result) {
		Restart restart = new Restart(service, cascade, true, null);
		restart.results.add(result);
		Restart earlier = find(service, cascade, true);
		if (earlier != null) {
			earlier.join(restart);
		}
		else {
			add(restart);
		}
	}

	/**
	 * Ask for a restart that nobody has asked for, unless one of the service is to come
	 * anyway.
	 * @param service the service
	 * @param cascade whether whoever requires it is restarted with it
	 * @param reason why, for people
	 */
	void request(EngineNode service, boolean cascade, String reason) {
		if (!isExpected(service)) {
			add(new Restart(service, cascade, true, reason));
		}
	}

	/**
	 * Return whether a service will be started again.
	 * @param service the service
	 * @return {@code true} if it is part of a restart that has not begun to start
	 */
	boolean isExpected(EngineNode service) {
		return this.active.stream()
			.anyMatch((restart) -> restart.starting.isEmpty() && restart.services.contains(service))
				|| this.waiting.stream().anyMatch((restart) -> restart.services().contains(service));
	}

	boolean isAnyWaiting() {
		return !this.waiting.isEmpty();
	}

	// Of those that wait, one whose services are all part of another is done with it.
	private void add(Restart restart) {
		for (Restart other : List.copyOf(this.waiting)) {
			if (other.includes(restart)) {
				other.join(restart);
				return;
			}
			if (restart.includes(other)) {
				this.waiting.remove(other);
				restart.join(other);
			}
		}
		this.waiting.add(restart);
	}

	/**
	 * Ask for another start of an optional service that has failed, and of those that
	 * failed because of it.
	 * @param service the service
	 */
	void recover(EngineNode service) {
		if (find(service, true, false) == null) {
			add(new Restart(service, true, false, null));
		}
	}

	// A request is served by one that has not begun to start the service again.
	private @Nullable Restart find(EngineNode service, boolean cascade, boolean announced) {
		return Stream
			.concat(this.active.stream().filter((restart) -> restart.starting.isEmpty()), this.waiting.stream())
			.filter((restart) -> restart.service == service && restart.cascade == cascade
					&& restart.announced == announced)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Begin the restarts that can begin: those that share no service with one under way,
	 * unless that waits for something that only they may mend.
	 * @param whenStopped called when the services of one have stopped
	 */
	void proceed(Runnable whenStopped) {
		for (Restart restart : List.copyOf(this.waiting)) {
			Set<EngineNode> services = restart.services();
			if (!restart.service.submitted) {
				this.waiting.remove(restart);
				restart.cancel("it does not run");
			}
			else if (restart.isObsolete()) {
				this.waiting.remove(restart);
				restart.end();
			}
			else if (this.active.stream()
				.allMatch((other) -> other.isStuck() || Collections.disjoint(other.services, services))) {
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
		}
		if (restart.announced) {
			announce(restart);
		}
		this.stopper.stop(services, () -> this.context.post(() -> {
			if (this.active.contains(restart)) {
				start(restart);
			}
			whenStopped.run();
		}));
	}

	private void announce(Restart restart) {
		String name = restart.service.name();
		String reason = restart.reason;
		for (EngineNode service : restart.services) {
			String own = (reason != null) ? reason : "by hand";
			service.restarting = (service == restart.service) ? own : "with '" + name + "'";
			this.board.refresh(service);
		}
		this.callbacks.restartBegan(restart.service, restart.services, reason != null);
		List<String> names = restart.services.stream().map(EngineNode::name).toList();
		this.board.tell((listener) -> listener.restartBegan(name, names, reason));
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
			else {
				restarted(service);
			}
		}
		this.starter.begin(stopped);
		limit(restart);
		endIfStarted(restart);
	}

	// Who waits for others, within the time of a whole start-up, has failed.
	private void limit(Restart restart) {
		Duration limit = this.context.settings().limit(this.context.settings().startupTimeout());
		restart.timer = this.context.after(limit, () -> {
			limit(restart);
			List<EngineNode> blocked = restart.starting.stream().filter(this::isBlocked).toList();
			blocked.forEach((service) -> this.starter.failWaiting(service, limit, "'lifecycle.startup.timeout'"));
		});
	}

	// What is being restarted has limits of its own.
	private boolean isBlocked(EngineNode service) {
		return isWaiting(service) && !waitsForRestart(service);
	}

	private boolean waitsForRestart(EngineNode node) {
		return node.dependencies.stream()
			.filter((edge) -> !edge.met)
			.map((edge) -> edge.dependency)
			.anyMatch((dependency) -> dependency.isBarrier() ? waitsForRestart(dependency)
					: isBeingRestarted(dependency));
	}

	private boolean isBeingRestarted(EngineNode service) {
		return this.active.stream()
			.anyMatch((restart) -> restart.starting.isEmpty() ? restart.services.contains(service)
					: restart.starting.contains(service));
	}

	private static boolean isWaiting(EngineNode service) {
		return service.is(ServiceState.WAITING) && !service.passed;
	}

	/**
	 * Note that a service is ready or has failed.
	 * @param service the service
	 * @param failure why it has failed; {@code null} if it is ready
	 */
	void ended(EngineNode service, @Nullable Throwable failure) {
		for (Restart restart : List.copyOf(this.active)) {
			if (restart.starting.remove(service)) {
				restarted(service);
				if (failure != null && (restart.failure == null || service == restart.service)) {
					restart.failure = new IllegalStateException(
							"Service '" + service.name() + "' could not be restarted: " + Texts.reason(failure),
							failure);
				}
				endIfStarted(restart);
			}
		}
	}

	private void restarted(EngineNode service) {
		service.restarting = null;
		this.board.refresh(service);
	}

	private void endIfStarted(Restart restart) {
		if (restart.starting.isEmpty() && this.active.remove(restart)) {
			restart.cancelTimer();
			restart.end();
			this.callbacks.restartEnded(restart.service, restart.services, restart.reason != null);
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
			restart.services.forEach(this::restarted);
			restart.cancelTimer();
			restart.cancel("services do not run");
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
		 * Why the engine does it; {@code null} if it was asked to, or retries a start.
		 */
		private @Nullable String reason;

		/**
		 * The services that are stopped and started, once that has begun.
		 */
		private Set<EngineNode> services = Set.of();

		private final List<CompletableFuture<@Nullable Void>> results = new ArrayList<>();

		/**
		 * The services that are neither ready nor failed yet, once they have stopped.
		 */
		private final Set<EngineNode> starting = new HashSet<>();

		/**
		 * The limit of waiting for other services.
		 */
		private @Nullable Timer timer;

		private @Nullable Throwable failure;

		Restart(EngineNode service, boolean cascade, boolean announced, @Nullable String reason) {
			this.service = service;
			this.cascade = cascade;
			this.announced = announced;
			this.reason = reason;
		}

		// A retry waits on its own, because whatever includes it may turn out to be
		// obsolete.
		boolean includes(Restart other) {
			return this.announced && other.announced && services().containsAll(other.services());
		}

		// What was asked for is not done without need, so it has no reason any more.
		void join(Restart other) {
			this.results.addAll(other.results);
			if (this.services.isEmpty() && other.reason == null) {
				this.reason = null;
			}
		}

		// Return whether the reason is gone before anything was done.
		boolean isObsolete() {
			if (this.announced) {
				return this.reason != null && !this.service.is(ServiceState.NOT_READY, ServiceState.FAILED);
			}
			return !this.service.is(ServiceState.FAILED);
		}

		// Return whether all of its services wait for others, which this restart cannot
		// change.
		boolean isStuck() {
			return !this.starting.isEmpty() && this.starting.stream().allMatch(Restarts::isWaiting);
		}

		// Return the service and whoever cannot do without it; after a failure only those
		// that have failed because of that.
		Set<EngineNode> services() {
			Set<EngineNode> services = new LinkedHashSet<>();
			Deque<EngineNode> next = new ArrayDeque<>(List.of(this.service));
			for (EngineNode service = next.poll(); service != null; service = next.poll()) {
				if (services.add(service) && this.cascade) {
					service.dependents.stream()
						.filter((edge) -> edge.is(DependencyType.REQUIRED) && edge.dependent.submitted)
						.filter((edge) -> this.announced || (edge.dependent.is(ServiceState.FAILED)
								&& edge.dependent.failure instanceof DependencyFailedException))
						.forEach((edge) -> next.add(edge.dependent));
				}
			}
			return services;
		}

		void cancelTimer() {
			if (this.timer != null) {
				this.timer.cancel();
				this.timer = null;
			}
		}

		void cancel(String reason) {
			this.failure = new CancellationException(
					"Service '" + this.service.name() + "' is not restarted because " + reason);
			end();
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

	/**
	 * Told of restarts; of the retries of optional services only that they end.
	 */
	interface Callbacks {

		void restartBegan(EngineNode service, Set<EngineNode> services, boolean automatic);

		void restartEnded(EngineNode service, Set<EngineNode> services, boolean automatic);

	}

}
