package dev.lifecycle.context;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.StartupReport.ServiceTiming;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.ServiceTimeoutException;
import dev.lifecycle.engine.StartupId;
import dev.lifecycle.engine.StateChange;
import dev.lifecycle.text.Texts;

/**
 * Writes one line per transition and a table at the end of a start-up, which in
 * structured logs is one event per row. Events carry what they tell as key-value pairs,
 * and the id of their start-up in the diagnostic context. Owned by the engine's thread.
 */
final class LifecycleLog implements EngineListener {

	private static final Logger logger = LoggerFactory.getLogger(LifecycleLog.class);

	private static final String PREFIX = "lifecycle.";

	private static final String SERVICE = PREFIX + "service";

	private static final String STATE = PREFIX + "state";

	private static final String DURATION = PREFIX + "duration_ms";

	private static final String REASON = PREFIX + "reason";

	private static final String OUTCOME = PREFIX + "outcome";

	private static final String WAITED_FOR = PREFIX + "waited_for";

	private static final int MOST = 10;

	private final String announcement;

	private final boolean structured;

	/**
	 * The services that have failed and not been ready since.
	 */
	private final Set<String> failed = new HashSet<>();

	/**
	 * The start-up under way, or being rolled back.
	 */
	private @Nullable String startup;

	/**
	 * The start-ups of the services that are still starting.
	 */
	private final Map<String, String> startups = new HashMap<>();

	/**
	 * Create a new log.
	 * @param announcement what is said when a start-up begins
	 * @param environment tells whether logs are structured
	 */
	LifecycleLog(String announcement, Environment environment) {
		this.announcement = announcement;
		this.structured = Stream.of("console", "file")
			.anyMatch(
					(output) -> StringUtils.hasLength(environment.getProperty("logging.structured.format." + output)));
	}

	@Override
	public void startupBegan(String id) {
		this.startup = id;
		this.startups.clear();
		log(id, event(Level.INFO), this.announcement + ", start-up " + id);
	}

	@Override
	public void stateChanged(StateChange change) {
		StartupId.mark(startup(change), () -> log(change));
	}

	// Optional services may be ready long after the start-up is complete.
	private @Nullable String startup(StateChange change) {
		if (change.to() == ServiceState.WAITING) {
			this.startups.remove(change.service());
			if (this.startup != null) {
				this.startups.put(change.service(), this.startup);
			}
		}
		String startup = (this.startup != null) ? this.startup : this.startups.get(change.service());
		if (!isStarting(change.to())) {
			this.startups.remove(change.service());
		}
		return startup;
	}

	private static boolean isStarting(ServiceState state) {
		return switch (state) {
			case WAITING, STARTING, VALIDATING -> true;
			default -> false;
		};
	}

	private void log(StateChange change) {
		if (isRepeated(change)) {
			event(Level.DEBUG, change).setCause(change.cause())
				.log(() -> "Service '" + change.service() + "' " + describe(change));
			return;
		}
		if (change.cause() != null) {
			String reason = Texts.reason(change.cause());
			event(Level.WARN, change).addKeyValue(REASON, reason)
				.log(() -> "Service '%s' FAILED after %s %s: %s".formatted(change.service(),
						Texts.duration(change.elapsed()), change.from(), reason));
			event(Level.DEBUG, change).setCause(change.cause()).log(() -> "Service '" + change.service() + "' failed");
			return;
		}
		event((change.to() == ServiceState.NOT_READY) ? Level.WARN : Level.INFO, change)
			.log(() -> "Service '" + change.service() + "' " + describe(change));
	}

	@Override
	public void degradationChanged(String service, List<String> reasons) {
		String startup = (this.startup != null) ? this.startup : this.startups.get(service);
		if (reasons.isEmpty()) {
			log(startup, event(Level.INFO).addKeyValue(SERVICE, service),
					"Service '" + service + "' is not degraded any more");
		}
		else {
			String reason = String.join("; ", reasons);
			log(startup, event(Level.WARN).addKeyValue(SERVICE, service).addKeyValue(REASON, reason),
					"Service '" + service + "' is degraded: " + reason);
		}
	}

	// Optional services are started again and again until they succeed, which need not
	// be told each time.
	private boolean isRepeated(StateChange change) {
		if (change.to() == ServiceState.READY || change.to() == ServiceState.STOPPED) {
			this.failed.remove(change.service());
			return false;
		}
		return (change.to() == ServiceState.FAILED) ? !this.failed.add(change.service())
				: this.failed.contains(change.service());
	}

	private static String describe(StateChange change) {
		String elapsed = Texts.duration(change.elapsed());
		boolean hasDetail = !change.detail().isEmpty();
		return switch (change.to()) {
			case WAITING -> "WAITING" + (hasDetail ? " for " + change.detail() : "");
			case STARTING -> "STARTING" + (hasDetail ? ", waited " + elapsed + " for " + change.detail() : "");
			case VALIDATING -> "VALIDATING, started in " + elapsed;
			case READY -> (change.from() == ServiceState.NOT_READY) ? "READY again, was not for " + elapsed
					: "READY, validated in " + elapsed;
			case NOT_READY -> "NOT_READY, " + change.detail();
			case STOPPED -> "STOPPED" + (hasDetail ? ", " + change.detail()
					: (change.from() == ServiceState.STOPPING) ? " in " + elapsed : "");
			default -> change.to().name();
		};
	}

	@Override
	public void startupPending(Duration elapsed, List<String> pending) {
		int more = pending.size() - MOST;
		log(this.startup,
				event(Level.INFO).addKeyValue(DURATION, elapsed.toMillis())
					.addKeyValue(PREFIX + "pending", pending.size()),
				"Still waiting after " + Texts.duration(elapsed) + ": "
						+ String.join("; ", (more > 0) ? pending.subList(0, MOST) : pending)
						+ ((more > 0) ? "; and " + more + " more" : ""));
	}

	@Override
	public void startupCompleted(StartupReport report) {
		if (!report.services().isEmpty()) {
			logEnd(report, event(Level.INFO).addKeyValue(OUTCOME, "success"),
					"Start-up complete in " + Texts.duration(report.total()));
		}
		this.startup = null;
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		this.failed.clear();
		StartupReport report = failure.report();
		boolean cancelled = failure.isCancelled();
		logEnd(report,
				event(Level.INFO).addKeyValue(OUTCOME, cancelled ? "cancelled" : "failure")
					.addKeyValue(REASON, report.failure()),
				(cancelled ? "Start-up cancelled after " : "Start-up failed after ") + Texts.duration(report.total()));
	}

	private void logEnd(StartupReport report, LoggingEventBuilder outcome, String message) {
		LoggingEventBuilder event = outcome.addKeyValue(DURATION, report.total().toMillis())
			.addKeyValue(PREFIX + "sum_of_starts_ms", report.sumOfStarts().toMillis())
			.addKeyValue(PREFIX + "services", report.services().size())
			.addKeyValue(PREFIX + "critical_path", String.join(" → ", report.criticalPath()));
		String summary = message + " (sum of all starts " + Texts.duration(report.sumOfStarts()) + ")";
		List<ServiceTiming> slowest = report.services()
			.stream()
			.sorted(Comparator.comparing(ServiceTiming::busy).reversed())
			.limit(MOST)
			.toList();
		if (this.structured) {
			log(report.id(), event, summary);
			slowest.forEach((service) -> log(report.id(), row(service), describe(service)));
		}
		else {
			log(report.id(), event, summary + table(report, slowest));
		}
	}

	@Override
	public void stopBegan() {
		this.startup = null;
	}

	@Override
	public void restartBegan(String service, List<String> services, @Nullable String reason) {
		String message = "Restarting '%s'%s".formatted(service,
				(services.size() > 1) ? " with " + others(service, services) : "");
		if (reason != null) {
			log(null, event(Level.WARN).addKeyValue(SERVICE, service).addKeyValue(REASON, reason),
					message + " because " + reason);
		}
		else {
			log(null, event(Level.INFO).addKeyValue(SERVICE, service), message);
		}
	}

	@Override
	public void restartsExhausted(String service, int restarts, Duration window, String reason) {
		log(null,
				event(Level.ERROR).addKeyValue(SERVICE, service)
					.addKeyValue(PREFIX + "restarts", restarts)
					.addKeyValue(REASON, reason),
				("Service '%s' is not restarted any more: it was %s times within %s, and %s. When the cause is "
						+ "gone, restart it by hand (LifecycleManager.restart(\"%s\")), or restart the application")
					.formatted(service, restarts, Texts.duration(window), reason, service));
	}

	private static List<String> others(String service, List<String> services) {
		return services.stream().filter((other) -> !other.equals(service)).toList();
	}

	@Override
	public void warning(String message, Throwable cause) {
		log(this.startup, event(Level.WARN), (cause instanceof ServiceTimeoutException timeout && timeout.isStuck())
				? message + System.lineSeparator() + timeout.where() : message);
		log(this.startup, event(Level.DEBUG).setCause(cause), message);
	}

	private static LoggingEventBuilder event(Level level) {
		return logger.atLevel(level);
	}

	private static LoggingEventBuilder event(Level level, StateChange change) {
		LoggingEventBuilder event = event(level).addKeyValue(SERVICE, change.service())
			.addKeyValue(STATE, change.to().name())
			.addKeyValue(PREFIX + "former_state", change.from().name())
			.addKeyValue(DURATION, change.elapsed().toMillis());
		if (change.detail().isEmpty()) {
			return event;
		}
		return switch (change.to()) {
			case WAITING -> event.addKeyValue(PREFIX + "waiting_for", change.detail());
			case STARTING -> event.addKeyValue(WAITED_FOR, change.detail());
			default -> event.addKeyValue(REASON, change.detail());
		};
	}

	private static LoggingEventBuilder row(ServiceTiming service) {
		LoggingEventBuilder event = event(Level.INFO).addKeyValue(SERVICE, service.name())
			.addKeyValue(STATE, service.state().name())
			.addKeyValue(PREFIX + "waited_ms", service.waited().toMillis())
			.addKeyValue(PREFIX + "started_ms", service.started().toMillis())
			.addKeyValue(PREFIX + "validated_ms", service.validated().toMillis())
			.addKeyValue(PREFIX + "attempts", service.attempts());
		return (service.waitedFor() != null) ? event.addKeyValue(WAITED_FOR, service.waitedFor()) : event;
	}

	private static void log(@Nullable String startup, LoggingEventBuilder event, String message) {
		StartupId.mark(startup, () -> event.log(message));
	}

	private static String describe(ServiceTiming service) {
		String waitedFor = (service.waitedFor() != null) ? " for " + service.waitedFor() : "";
		return "Service '%s' %s: waited %s%s, started in %s, validated in %s".formatted(service.name(), service.state(),
				Texts.duration(service.waited()), waitedFor, Texts.duration(service.started()),
				Texts.duration(service.validated()));
	}

	private static String table(StartupReport report, List<ServiceTiming> slowest) {
		StringBuilder table = new StringBuilder();
		table.append(System.lineSeparator()).append("  critical path: ");
		table.append(String.join(" → ", report.criticalPath()));
		table.append(System.lineSeparator());
		table.append("  %-30s %-10s %10s %10s %10s  %s".formatted("slowest services", "state", "waited", "started",
				"validated", "waited for"));
		slowest.forEach((service) -> table.append(System.lineSeparator()).append(line(service)));
		return table.toString();
	}

	private static String line(ServiceTiming service) {
		String waitedFor = (service.waitedFor() != null) ? service.waitedFor() : "";
		return String
			.format(Locale.ROOT, "  %-30s %-10s %10s %10s %10s  %s", service.name(), service.state(),
					Texts.duration(service.waited()), Texts.duration(service.started()),
					Texts.duration(service.validated()), waitedFor)
			.stripTrailing();
	}

}
