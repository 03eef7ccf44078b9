package dev.lifecycle.actuate;

import java.time.Duration;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

import dev.lifecycle.gate.EarlyRequestListener;
import dev.lifecycle.gate.Refusals;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.TrafficGate.State;

/**
 * Counts what becomes of early requests. Requests that find the gate open cost nothing.
 *
 * @since 0.1.0
 */
public final class GateMeters implements SmartInitializingSingleton, DisposableBean {

	private static final String PASSED = "passed";

	private static final String REFUSED = "refused";

	private static final String ABANDONED = "abandoned";

	private static final String NO_CODE = "none";

	private final TrafficGate gate;

	private final Supplier<@Nullable MeterRegistry> registry;

	private @Nullable Runnable unregister;

	/**
	 * Create meters.
	 * @param gate the gate
	 * @param registry supplies where to register the meters, or {@code null} for nowhere
	 */
	public GateMeters(TrafficGate gate, Supplier<@Nullable MeterRegistry> registry) {
		this.gate = gate;
		this.registry = registry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		MeterRegistry registry = this.registry.get();
		if (registry != null) {
			Gauge held = Gauge.builder("lifecycle.gate.held", this.gate::waiting)
				.description("Number of requests that are held")
				.register(registry);
			this.unregister = () -> registry.remove(held);
			this.gate.setListener(new Recorder(registry));
		}
	}

	@Override
	public void destroy() {
		if (this.unregister != null) {
			this.unregister.run();
		}
	}

	private static final class Recorder implements EarlyRequestListener {

		private final MeterRegistry registry;

		private final Counter passed;

		private final Counter startupIncomplete;

		private final Counter serviceUnavailable;

		private final Counter abandoned;

		private final Timer waitOfPassed;

		private final Timer waitOfRefused;

		private final Timer waitOfAbandoned;

		Recorder(MeterRegistry registry) {
			this.registry = registry;
			this.passed = requests(PASSED, NO_CODE);
			this.startupIncomplete = requests(REFUSED, Refusals.code(State.CLOSED));
			this.serviceUnavailable = requests(REFUSED, Refusals.code(State.FAILED));
			this.abandoned = requests(ABANDONED, NO_CODE);
			this.waitOfPassed = wait(PASSED);
			this.waitOfRefused = wait(REFUSED);
			this.waitOfAbandoned = wait(ABANDONED);
		}

		private Counter requests(String outcome, String code) {
			return Counter.builder("lifecycle.gate.requests")
				.description("Number of requests that came before the start-up was complete")
				.tag(Outcome.TAG, outcome)
				.tag("code", code)
				.register(this.registry);
		}

		private Timer wait(String outcome) {
			return Timer.builder("lifecycle.gate.wait")
				.description("Time requests were held")
				.tag(Outcome.TAG, outcome)
				.register(this.registry);
		}

		@Override
		public void passed(Duration held) {
			record(this.passed, this.waitOfPassed, held);
		}

		@Override
		public void refused(State state, Duration held) {
			record((state == State.FAILED) ? this.serviceUnavailable : this.startupIncomplete, this.waitOfRefused,
					held);
		}

		@Override
		public void abandoned(Duration held) {
			record(this.abandoned, this.waitOfAbandoned, held);
		}

		private static void record(Counter requests, Timer wait, Duration held) {
			requests.increment();
			if (!held.isZero()) {
				wait.record(held);
			}
		}

	}

}
