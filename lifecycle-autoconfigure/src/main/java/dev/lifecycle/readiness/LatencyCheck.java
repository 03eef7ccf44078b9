package dev.lifecycle.readiness;

import java.time.Duration;

import org.springframework.util.Assert;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that another check is fast enough.
 *
 * @param limit the longest median
 * @param samples how many times to call
 * @param check the check to call
 * @since 0.1.0
 */
public record LatencyCheck(Duration limit, int samples, ProbeFactory check) implements ProbeFactory {

	/**
	 * Create a new check.
	 * @throws IllegalArgumentException if a value cannot be used; says what to write
	 */
	public LatencyCheck {
		Assert.isTrue(limit.compareTo(Duration.ZERO) > 0, "'latency' must be longer than zero, as in 50ms");
		Assert.isTrue(samples > 0, "'samples' must be at least 1");
	}

	@Override
	public String defaultName() {
		return this.check.defaultName() + "-latency";
	}

	@Override
	public boolean needsBeans() {
		return this.check.needsBeans();
	}

	@Override
	public boolean keepsTimeLimit() {
		return this.check.keepsTimeLimit();
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		return new LatencyProbe(this, this.check.create(context), context.timeout(), System::nanoTime);
	}

}
