package dev.lifecycle.autoconfigure;

import org.springframework.beans.factory.DisposableBean;

import dev.lifecycle.StartupFailedException;
import dev.lifecycle.StartupReport;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.TrafficGate.State;

/**
 * Opens and closes the gate as the engine says, and leaves nobody waiting when the
 * context closes.
 */
class GateListener implements EngineListener, DisposableBean {

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
		if (this.gate.state() == State.OPEN) {
			this.gate.close();
		}
	}

	@Override
	public void destroy() {
		this.gate.fail();
	}

}
