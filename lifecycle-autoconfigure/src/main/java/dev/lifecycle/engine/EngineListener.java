package dev.lifecycle.engine;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;

/**
 * Observes the engine. Called on the engine's own thread, in order and right after the
 * snapshot shows the change, so implementations return at once and hand over anything
 * that may block.
 *
 * @since 0.1.0
 */
public interface EngineListener {

	/**
	 * Called when a start-up begins.
	 * @param id short id of the start-up
	 */
	default void startupBegan(String id) {
		startupBegan();
	}

	/**
	 * Called when a start-up begins, for those who do not care which.
	 */
	default void startupBegan() {
	}

	/**
	 * Called when a service has changed its state.
	 * @param change the change
	 */
	default void stateChanged(StateChange change) {
	}

	/**
	 * Called when a service runs without something it should have, or has it again. That
	 * it stops is told as its state alone.
	 * @param service the name of the service
	 * @param reasons what it runs without, one text for people each; empty if nothing
	 */
	default void degradationChanged(String service, List<String> reasons) {
	}

	/**
	 * Called when a readiness check has answered, or has not in time.
	 * @param service the name of the service
	 * @param check the name of the check
	 * @param elapsed how long the call took
	 * @param ready whether the check passed
	 */
	default void checked(String service, String check, Duration elapsed, boolean ready) {
	}

	/**
	 * Called regularly while a start-up takes long.
	 * @param elapsed time since it began
	 * @param pending what is being waited for, one text for people per service
	 */
	default void startupPending(Duration elapsed, List<String> pending) {
	}

	/**
	 * Called when all required services are ready.
	 * @param report how the start-up went
	 */
	default void startupCompleted(StartupReport report) {
	}

	/**
	 * Called when a start-up has failed or was cancelled, before anything is stopped.
	 * @param failure the failure
	 */
	default void startupFailed(StartupFailedException failure) {
	}

	/**
	 * Called before services are stopped.
	 */
	default void stopBegan() {
	}

	/**
	 * Called when a service is about to be restarted while the application runs.
	 * @param service the name of the service
	 * @param services the names of all services that are stopped and started for that
	 * @param reason why the engine does that, for people and masked; {@code null} if it
	 * was asked to
	 */
	default void restartBegan(String service, List<String> services, @Nullable String reason) {
	}

	/**
	 * Called when a service has been restarted as often as it may be and is not ready
	 * again. It has failed then, and is left alone until somebody restarts it.
	 * @param service the name of the service
	 * @param restarts how many times it has been restarted automatically
	 * @param window within which time
	 * @param reason why it would have been restarted again, for people and masked
	 */
	default void restartsExhausted(String service, int restarts, Duration window, String reason) {
	}

	/**
	 * Called when something went wrong that does not end a start-up or a shutdown.
	 * @param message what, for people, masked
	 * @param cause why
	 */
	default void warning(String message, Throwable cause) {
	}

}
