package dev.lifecycle.context;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.lifecycle.ServiceState;
import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.StartupReport.ServiceTiming;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.engine.ServiceTimeoutException;
import dev.lifecycle.engine.StateChange;
import dev.lifecycle.engine.Texts;

/**
 * Writes one line per transition and a table at the end of a start-up.
 */
final class LifecycleLog implements EngineListener {

	private static final Log logger = LogFactory.getLog(LifecycleLog.class);

	private static final int SLOWEST = 10;

	/**
	 * The services that have failed and not been ready since.
	 */
	private final Set<String> failed = new HashSet<>();

	@Override
	public void stateChanged(StateChange change) {
		if (isRepeated(change)) {
			logger.debug("Service '" + change.service() + "' " + describe(change), change.cause());
			return;
		}
		if (change.cause() != null) {
			logger.warn("Service '%s' FAILED after %s %s: %s".formatted(change.service(),
					Texts.duration(change.elapsed()), change.from(), Texts.reason(change.cause())));
			logger.debug("Service '" + change.service() + "' failed", change.cause());
			return;
		}
		String message = "Service '" + change.service() + "' " + describe(change);
		if (change.to() == ServiceState.NOT_READY) {
			logger.warn(message);
		}
		else {
			logger.info(message);
		}
	}

	@Override
	public void degradationChanged(String service, List<String> reasons) {
		if (reasons.isEmpty()) {
			logger.info("Service '" + service + "' is not degraded any more");
		}
		else {
			logger.warn("Service '" + service + "' is degraded: " + String.join("; ", reasons));
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
		logger.info("Still starting after " + Texts.duration(elapsed) + ": " + String.join("; ", pending));
	}

	@Override
	public void startupCompleted(StartupReport report) {
		if (!report.services().isEmpty()) {
			logger.info("Start-up complete in " + Texts.duration(report.total()) + table(report));
		}
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		this.failed.clear();
		StartupReport report = failure.report();
		logger.info("Start-up failed after " + Texts.duration(report.total()) + table(report));
	}

	@Override
	public void restartBegan(String service, List<String> services) {
		logger.info("Restarting '%s'%s".formatted(service,
				(services.size() > 1) ? " with " + others(service, services) : ""));
	}

	private static List<String> others(String service, List<String> services) {
		return services.stream().filter((other) -> !other.equals(service)).toList();
	}

	@Override
	public void warning(String message, Throwable cause) {
		logger.warn((cause instanceof ServiceTimeoutException timeout && timeout.isStuck())
				? message + System.lineSeparator() + timeout.where() : message);
		logger.debug(message, cause);
	}

	private static String table(StartupReport report) {
		StringBuilder table = new StringBuilder();
		table.append(" (sum of all starts ").append(Texts.duration(report.sumOfStarts())).append(")");
		table.append(System.lineSeparator()).append("  critical path: ");
		table.append(String.join(" → ", report.criticalPath()));
		table.append(System.lineSeparator());
		table.append("  %-30s %-10s %10s %10s %10s  %s".formatted("slowest services", "state", "waited", "started",
				"validated", "waited for"));
		report.services()
			.stream()
			.sorted(Comparator.comparing(ServiceTiming::busy).reversed())
			.limit(SLOWEST)
			.forEach((service) -> table.append(System.lineSeparator()).append(row(service)));
		return table.toString();
	}

	private static String row(ServiceTiming service) {
		String waitedFor = (service.waitedFor() != null) ? service.waitedFor() : "";
		return String
			.format(Locale.ROOT, "  %-30s %-10s %10s %10s %10s  %s", service.name(), service.state(),
					Texts.duration(service.waited()), Texts.duration(service.started()),
					Texts.duration(service.validated()), waitedFor)
			.stripTrailing();
	}

}
