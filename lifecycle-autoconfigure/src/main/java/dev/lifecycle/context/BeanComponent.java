package dev.lifecycle.context;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.engine.ServiceComponent;

/**
 * A bean as the engine starts and stops it. A bean without a lifecycle of its own has
 * nothing to start.
 */
final class BeanComponent implements ServiceComponent {

	private final @Nullable Lifecycle lifecycle;

	BeanComponent(@Nullable Lifecycle lifecycle) {
		this.lifecycle = lifecycle;
	}

	boolean isAutoStartup() {
		return !(this.lifecycle instanceof SmartLifecycle smart) || smart.isAutoStartup();
	}

	boolean isPauseable() {
		return this.lifecycle instanceof SmartLifecycle smart && smart.isPauseable();
	}

	@Override
	public void start() {
		if (this.lifecycle != null) {
			this.lifecycle.start();
		}
	}

	@Override
	public void stop(Runnable callback) {
		if (this.lifecycle instanceof SmartLifecycle smart) {
			smart.stop(callback);
			return;
		}
		if (this.lifecycle != null) {
			this.lifecycle.stop();
		}
		callback.run();
	}

	@Override
	public boolean isRestartable() {
		return this.lifecycle != null;
	}

	@Override
	public Collection<Thread> abandonedThreads() {
		return (this.lifecycle instanceof AbstractLifecycleService service) ? service.abandonedTasks() : List.of();
	}

	@Override
	public boolean isRunning() {
		return this.lifecycle != null && this.lifecycle.isRunning();
	}

}
