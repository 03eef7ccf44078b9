package dev.lifecycle.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.StartupReport.ServiceTiming;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.PhaseTimings;
import dev.lifecycle.engine.PhaseTimings.PhaseTiming;
import dev.lifecycle.engine.StartupId;
import dev.lifecycle.engine.StateChange;
import dev.lifecycle.text.Texts;

/**
 * Remembers the first start-up of each context, and compares it with earlier ones. Files
 * are read and written on a thread of its own, so that a slow or full disk neither delays
 * nor fails anything; for what has just been recorded, the end of the context waits two
 * seconds at most.
 *
 * @since 0.1.0
 */
public final class StartupHistory implements EngineListener, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(StartupHistory.class);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private final LifecycleManager manager;

	private final HistoryDirectory directory;

	private final int size;

	private final LongSupplier nanoTime;

	private final ThreadPoolExecutor executor;

	private final Map<String, Duration> phases = new ConcurrentHashMap<>();

	private volatile Map<String, Long> phasesUnderWay = Map.of();

	private volatile boolean begun;

	private volatile @Nullable PastStartups past;

	private volatile @Nullable PastStartup ended;

	private volatile @Nullable SlowStartup slow;

	private @Nullable PhaseTimings phaseTimings;

	/**
	 * Create a history. Nothing is read or written before a start-up begins.
	 * @param manager knows the services and the start-up that is under way
	 * @param parent directory with one directory per application; created when needed
	 * @param application the name of the application
	 * @param size the number of start-ups to remember
	 */
	public StartupHistory(LifecycleManager manager, Path parent, String application, int size) {
		this(manager, parent, application, size, System::nanoTime);
	}

	StartupHistory(LifecycleManager manager, Path parent, String application, int size, LongSupplier nanoTime) {
		this.manager = manager;
		this.directory = new HistoryDirectory(parent, application, size);
		this.size = size;
		this.nanoTime = nanoTime;
		this.executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(2), (task) -> {
			Thread thread = new Thread(task, "lifecycle-history");
			thread.setDaemon(true);
			return thread;
		});
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public void startupBegan(String id) {
		// When the same context starts again much is there already.
		if (!this.begun) {
			this.begun = true;
			this.phaseTimings = new PhaseTimings(this.manager.graph());
			execute(id, this::read);
		}
	}

	@Override
	public void stateChanged(StateChange change) {
		PhaseTimings timings = this.phaseTimings;
		if (timings != null) {
			PhaseTiming phase = timings.changed(change, this.nanoTime.getAsLong());
			if (phase != null) {
				this.phases.put(phase.phase(), phase.elapsed());
			}
			this.phasesUnderWay = timings.underWay();
		}
	}

	@Override
	public void startupCompleted(StartupReport report) {
		record(report);
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		if (!failure.isCancelled()) {
			record(failure.report());
		}
		forgetPhases();
	}

	@Override
	public void stopBegan() {
		forgetPhases();
	}

	private void forgetPhases() {
		this.phaseTimings = null;
		this.phasesUnderWay = Map.of();
	}

	private void record(StartupReport report) {
		if (this.phaseTimings == null || this.ended != null) {
			return;
		}
		Map<String, Duration> services = report.services()
			.stream()
			.filter((service) -> service.state() == ServiceState.READY)
			.collect(Collectors.toMap(ServiceTiming::name, ServiceTiming::busy));
		PastStartup ended = new PastStartup(report.startedAt(), report.total(), report.isSuccessful(), this.phases,
				services);
		this.ended = ended;
		execute(report.id(), () -> keep(ended));
	}

	private void execute(String startup, Runnable task) {
		try {
			this.executor.execute(() -> StartupId.mark(startup, task));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Start-up not recorded because the context is closed");
		}
	}

	private void read() {
		List<PastStartup> startups = List.of();
		try {
			startups = this.directory.read();
		}
		catch (IOException | UncheckedIOException | SecurityException ex) {
			warn("Earlier start-ups cannot be read from ", ex);
		}
		this.past = new PastStartups(startups);
	}

	private void keep(PastStartup startup) {
		PastStartups past = this.past;
		SlowStartup slow = (past != null) ? past.slow(startup) : null;
		this.slow = slow;
		if (slow != null) {
			logger.atWarn()
				.addKeyValue("lifecycle.duration_ms", slow.duration().toMillis())
				.addKeyValue("lifecycle.usual_ms", slow.usual().median().toMillis())
				.addKeyValue("lifecycle.grown",
						slow.grown().stream().map(SlowStartup.Grown::service).collect(Collectors.joining(", ")))
				.log(slow.toString());
		}
		try {
			this.directory.write(startup);
		}
		catch (IOException | UncheckedIOException | SecurityException ex) {
			warn("The start-up cannot be written to ", ex);
		}
	}

	private void warn(String message, Exception cause) {
		logger.warn(message + this.directory + ": " + cause.getClass().getSimpleName() + ": "
				+ Texts.line(String.valueOf(cause.getMessage())));
		logger.debug(message + this.directory, cause);
	}

	/**
	 * Return how long a start-up usually takes.
	 * @return the median of earlier start-ups; {@code null} if none of them succeeded or
	 * they have not been read yet
	 */
	public @Nullable Duration usualDuration() {
		PastStartups past = this.past;
		Usual usual = (past != null) ? past.duration() : null;
		return (usual != null) ? usual.median() : null;
	}

	/**
	 * Return which part of start-ups succeeds, this one included as soon as it is over.
	 * @return a value from 0 to 1; not a number if no start-up is known
	 */
	public double successRatio() {
		PastStartups past = this.past;
		if (past == null) {
			return Double.NaN;
		}
		List<PastStartup> startups = Stream.concat(Stream.ofNullable(this.ended), past.startups().stream())
			.limit(this.size)
			.toList();
		return startups.stream().mapToInt((startup) -> startup.successful() ? 1 : 0).average().orElse(Double.NaN);
	}

	/**
	 * Return how this start-up compares with what is usual, as far as it has come.
	 * @return how many times as long as usual it takes, not above 1 until 100 ms are
	 * lost; not a number if there are less than three successful start-ups to compare
	 * with
	 */
	public double slowdown() {
		PastStartups past = this.past;
		if (past == null || !this.begun) {
			return Double.NaN;
		}
		PastStartup ended = this.ended;
		return past.slowdown((ended != null) ? ended.duration() : this.manager.startupReport().total());
	}

	/**
	 * Return how a named phase of this start-up compares with what is usual, as far as it
	 * has come.
	 * @param phase the name of the phase
	 * @return how many times as long as usual it takes, not above 1 until 100 ms are
	 * lost; not a number if it has not begun, or there are less than three successful
	 * start-ups to compare with
	 */
	public double slowdownOfPhase(String phase) {
		PastStartups past = this.past;
		Duration time = this.phases.get(phase);
		Long begin = this.phasesUnderWay.get(phase);
		if (time == null && begin != null) {
			time = Duration.ofNanos(this.nanoTime.getAsLong() - begin);
		}
		return (past != null && time != null) ? past.slowdownOfPhase(phase, time) : Double.NaN;
	}

	/**
	 * Return how the start and validation of a service compares with what is usual.
	 * @param service the name of the service
	 * @return how many times as long as usual it took, not above 1 until 100 ms are lost;
	 * not a number if the start-up is not over, the service did not become ready in it,
	 * or there are less than three successful start-ups to compare with
	 */
	public double slowdownOfService(String service) {
		PastStartups past = this.past;
		PastStartup ended = this.ended;
		Duration time = (ended != null) ? ended.services().get(service) : null;
		return (past != null && time != null) ? past.slowdownOfService(service, time) : Double.NaN;
	}

	/**
	 * Return what is known of earlier start-ups.
	 * @return the summary; {@code null} as long as they have not been read
	 */
	public @Nullable HistorySummary summary() {
		PastStartups past = this.past;
		if (past == null) {
			return null;
		}
		List<PastStartup> startups = past.startups();
		int failures = (int) startups.stream().filter((startup) -> !startup.successful()).count();
		return new HistorySummary(startups.size(), failures, past.duration(), past.phases(), past.services(),
				this.slow);
	}

	@Override
	public void destroy() {
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				this.executor.shutdownNow();
				logger.warn("The start-up was not written to " + this.directory + " in time");
			}
		}
		catch (InterruptedException ex) {
			this.executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

}
