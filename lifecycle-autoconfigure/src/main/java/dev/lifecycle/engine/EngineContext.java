package dev.lifecycle.engine;

import java.time.Duration;
import java.util.function.Consumer;

import dev.lifecycle.engine.Coordinator.Timer;

/**
 * What the parts of the engine share.
 *
 * @param coordinator runs the steps
 * @param settings the limits
 * @param threads creates threads for foreign code
 * @param steps runs a step and what follows from it
 */
record EngineContext(Coordinator coordinator, EngineSettings settings, Threads threads, Consumer<Runnable> steps) {

	boolean post(Runnable step) {
		return this.coordinator.execute(() -> this.steps.accept(step));
	}

	Timer after(Duration delay, Runnable step) {
		return this.coordinator.schedule(delay, () -> this.steps.accept(step));
	}

}
