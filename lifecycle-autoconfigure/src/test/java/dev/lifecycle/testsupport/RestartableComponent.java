package dev.lifecycle.testsupport;

import java.util.Collection;
import java.util.List;

import dev.lifecycle.engine.ServiceComponent;

/**
 * A component that is started and stopped by the engine alone, and leaves no thread
 * behind.
 */
public abstract class RestartableComponent implements ServiceComponent {

	@Override
	public final boolean isRunning() {
		return false;
	}

	@Override
	public final boolean isRestartable() {
		return true;
	}

	@Override
	public final Collection<Thread> abandonedThreads() {
		return List.of();
	}

}
