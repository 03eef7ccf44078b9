package dev.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * View of the services of an application, available as a bean. All methods can be called
 * from any thread at any time and, apart from {@link #awaitReady(Duration)}, never block.
 *
 * @since 0.1.0
 */
public interface LifecycleManager {

	/**
	 * Return the status of every service, all taken at the same moment.
	 * @return the statuses, dependencies before their dependents
	 */
	List<ServiceStatus> services();

	/**
	 * Return the status of one service.
	 * @param name the name of the service
	 * @return the status
	 * @throws IllegalArgumentException if there is no such service
	 */
	ServiceStatus status(String name);

	/**
	 * Return the services and what they need.
	 * @return the graph
	 */
	LifecycleGraph graph();

	/**
	 * Return how the latest start-up went, or how far it has come.
	 * @return the report
	 */
	StartupReport startupReport();

	/**
	 * Return whether start-up is complete and every required service is ready, whatever
	 * optional ones do.
	 * @return {@code true} if the application can do its job
	 */
	boolean isReady();

	/**
	 * Wait until {@link #isReady()} holds.
	 * @param timeout how long to wait at most
	 * @return {@code false} if the time is over
	 * @throws InterruptedException if the calling thread is interrupted
	 * @throws IllegalStateException if called from inside a {@code start()}, where it
	 * could only deadlock
	 */
	boolean awaitReady(Duration timeout) throws InterruptedException;

	/**
	 * Stop a service and start it again while the application goes on. Services that
	 * require it are stopped before it and started after it, unless
	 * {@code lifecycle.restart.cascade} is off. During a start-up the restart waits for
	 * its end.
	 * @param name the name of the service
	 * @return completed when the services are ready again, or with the failure that kept
	 * one of them from it, or with a {@link java.util.concurrent.CancellationException}
	 * if the services, or this one, do not run
	 * @throws IllegalArgumentException if there is no such service
	 * @throws IllegalStateException if called from inside a {@code start()}
	 */
	CompletableFuture<@Nullable Void> restart(String name);

}
