package dev.lifecycle.engine;

import java.util.Collection;

/**
 * What the engine starts and stops. Its methods may block and are never called under a
 * lock; {@link #start()} and {@link #stop(Runnable)} of one component never overlap,
 * unless a call was abandoned after its time limit.
 *
 * @since 0.1.0
 */
public interface ServiceComponent {

	/**
	 * Start. Called on a thread of its own, which is interrupted when the time limit is
	 * over or the start-up is cancelled.
	 * @throws Exception if the service cannot start
	 */
	void start() throws Exception;

	/**
	 * Stop what has started, even if only half.
	 * @param callback called once the component has stopped, on any thread
	 * @throws Exception if the service cannot stop; the callback need not be called then
	 */
	void stop(Runnable callback) throws Exception;

	/**
	 * Return whether the component already runs, so that it need not be started.
	 * @return {@code true} if it runs
	 */
	boolean isRunning();

	/**
	 * Return whether there is anything to start and stop, so that a restart may mend it.
	 * @return {@code false} if it is just there
	 */
	boolean isRestartable();

	/**
	 * Return the threads that the component could not end when it stopped. May be called
	 * at any time and must not block.
	 * @return the threads, which may be over by now
	 */
	Collection<Thread> abandonedThreads();

}
