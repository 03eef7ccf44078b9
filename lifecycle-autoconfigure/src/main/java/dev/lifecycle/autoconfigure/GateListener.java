package dev.lifecycle.autoconfigure;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.gate.TrafficGate;

/**
 * Opens and closes the gate as the engine says.
 */
class GateListener implements EngineListener {

	private final TrafficGate gate;

	GateListener(TrafficGate gate) {
		this.gate = gate;
	}

	@Override
	public void startupBegan() {
		this.gate.close();
	}

	@Override
	public void startupCompleted(StartupReport report) {
		this.gate.open();
	}

	@Override
	public void startupFailed(StartupFailedException failure) {
		this.gate.fail();
	}

	@Override
	public void stopBegan() {
		this.gate.close();
	}

}
