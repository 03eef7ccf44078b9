package dev.lifecycle.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.StartupReport.ServiceTiming;
import dev.lifecycle.engine.Coordinator.Timer;
import dev.lifecycle.graph.ServiceGraph;
import dev.lifecycle.graph.ServiceGraph.Run;

/**
 * One start-up, from the request to all required services being ready or to the end of
 * the rollback. Owned by the coordinator, apart from {@link #outcome} and
 * {@link #report(List, List)}.
 */
class StartupRound {

	final CompletableFuture<StartupReport> outcome = new CompletableFuture<>();

	/**
	 * The required services that are not ready yet.
	 */
	final Set<EngineNode> pending = new HashSet<>();

	/**
	 * What went wrong while the start-up was rolled back.
	 */
	final List<Throwable> secondaryFailures = new ArrayList<>();

	final List<Timer> timers = new ArrayList<>();

	/**
	 * Requests for a start that came while this one was under way.
	 */
	final List<StartupRound> followers = new ArrayList<>();

	final List<Runnable> whenRolledBack = new ArrayList<>();

	final String id;

	private final Instant startedAt;

	private final Coordinator coordinator;

	private final long startedNanos;

	private boolean over;

	private volatile @Nullable StartupReport finished;

	StartupRound(String id, Coordinator coordinator) {
		this.id = id;
		this.coordinator = coordinator;
		this.startedAt = coordinator.now();
		this.startedNanos = coordinator.nanoTime();
	}

	boolean isOver() {
		return this.over;
	}

	void end() {
		this.over = true;
		this.timers.forEach(Timer::cancel);
	}

	void complete(StartupReport report) {
		this.outcome.complete(report);
		this.followers.forEach((follower) -> follower.outcome.complete(report));
	}

	/**
	 * Add a failure to the one that has ended the start-up, unless that is over already.
	 * @param failure a failure of the rollback
	 */
	void suppress(Throwable failure) {
		if (this.over && !this.outcome.isDone()) {
			this.secondaryFailures.add(failure);
		}
	}

	void fail(StartupFailedException failure) {
		this.secondaryFailures.forEach(failure::addSuppressed);
		this.outcome.completeExceptionally(failure);
		this.followers.forEach((follower) -> follower.outcome.completeExceptionally(failure));
		this.whenRolledBack.forEach(Runnable::run);
	}

	Duration elapsed() {
		return Duration.ofNanos(this.coordinator.nanoTime() - this.startedNanos);
	}

	// Return the final report, or one of how far the start-up has come.
	StartupReport report(List<ServiceTiming> timings, List<String> abandonedThreads) {
		StartupReport report = this.finished;
		if (report == null) {
			return new StartupReport(this.id, this.startedAt, elapsed(), sum(timings), List.of(), timings, null,
					abandonedThreads);
		}
		return new StartupReport(report.id(), report.startedAt(), report.total(), report.sumOfStarts(),
				report.criticalPath(), report.services(), report.failure(), abandonedThreads);
	}

	StartupReport finish(ServiceGraph graph, List<EngineNode> services, @Nullable String failure,
			List<String> abandonedThreads) {
		StartupReport previous = this.finished;
		Duration total = (previous != null) ? previous.total() : elapsed();
		List<ServiceTiming> timings = services.stream().map(EngineNode::timing).toList();
		List<String> path = (previous != null) ? previous.criticalPath() : graph.criticalPath(runs(services));
		StartupReport report = new StartupReport(this.id, this.startedAt, total, sum(timings), path, timings, failure,
				abandonedThreads);
		this.finished = report;
		return report;
	}

	private static Duration sum(List<ServiceTiming> timings) {
		return timings.stream().map(ServiceTiming::busy).reduce(Duration.ZERO, Duration::plus);
	}

	private static Map<String, Run> runs(List<EngineNode> services) {
		Map<String, Run> runs = new HashMap<>();
		for (EngineNode service : services) {
			if (service.is(ServiceState.READY, ServiceState.NOT_READY, ServiceState.FAILED)) {
				EngineNode releasing = service.releasingService();
				runs.put(service.name(), new Run(service.sinceNanos, (releasing != null) ? releasing.name() : null));
			}
		}
		return runs;
	}

}
