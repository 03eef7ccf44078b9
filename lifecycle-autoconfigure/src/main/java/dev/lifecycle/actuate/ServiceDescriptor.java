package dev.lifecycle.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;
import dev.lifecycle.actuate.LifecycleDescriptor.Timings;

/**
 * What the {@code lifecycle} endpoint tells of one service.
 *
 * @param name the name
 * @param state the state
 * @param degraded whether it runs without something it should have
 * @param degradedBecause what it runs without: optional services that are not ready and
 * checks that fail without being critical, one text for people each
 * @param since since when it has been in this state, in ISO 8601
 * @param required whether the application is only ready when the service is
 * @param phase the named phase; {@code null} if bound by the graph alone
 * @param level longest path from a service without dependencies, in edges
 * @param epoch how many times it has been asked to start
 * @param attempts number of calls of {@code start()} in the latest run
 * @param timings what it did in the latest run
 * @param failingCheck the readiness check that keeps it from being ready; {@code null} if
 * none does
 * @param failure why the latest run failed; {@code null} if it did not
 * @param dependencies what it depends on
 * @param dependents the names of the services that depend on it
 * @param waitingFor the dependencies, and begins or ends of phases, it waits for; empty
 * while it is WAITING for a free place to start
 * @param releasedBy the service that let it start last; {@code null} if it waited for
 * none
 * @param onCriticalPath whether it is part of the chain that decided how long the latest
 * start-up took
 * @param restarts its restarts; {@code null} if there is nothing to tell
 * @since 0.1.0
 */
public record ServiceDescriptor(String name, ServiceState state, boolean degraded, List<String> degradedBecause,
		String since, boolean required, @Nullable String phase, int level, long epoch, int attempts, Timings timings,
		@Nullable String failingCheck, @Nullable String failure, List<Dependency> dependencies, List<String> dependents,
		List<String> waitingFor, @Nullable String releasedBy, boolean onCriticalPath,
		@Nullable Restarts restarts) implements OperationResponseBody {

	public ServiceDescriptor {
		degradedBecause = List.copyOf(degradedBecause);
		dependencies = List.copyOf(dependencies);
		dependents = List.copyOf(dependents);
		waitingFor = List.copyOf(waitingFor);
	}

	/**
	 * The restarts of a service.
	 *
	 * @param underWay why it is being restarted, for people; {@code null} if it is not
	 * @param automatic when it was restarted automatically, as far as that still counts,
	 * in ISO 8601
	 * @param left how many more automatic restarts there may be now; {@code null} if
	 * services are not restarted automatically
	 * @param exhausted why it is not restarted any more, for people; {@code null} if it
	 * may be
	 */
	public record Restarts(@Nullable String underWay, List<String> automatic, @Nullable Integer left,
			@Nullable String exhausted) {

		public Restarts {
			automatic = List.copyOf(automatic);
		}

	}

	/**
	 * A dependency that is in force.
	 *
	 * @param service the name of the service depended on
	 * @param type how much
	 * @param inferred whether it was found in injection points instead of declared
	 * @param source where it is declared or was found, for people; may be empty
	 * @param description what it is for; may be empty
	 */
	public record Dependency(String service, DependencyType type, boolean inferred, String source, String description) {

	}

}
