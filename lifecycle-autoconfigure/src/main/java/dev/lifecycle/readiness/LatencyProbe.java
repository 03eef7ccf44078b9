package dev.lifecycle.readiness;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;
import dev.lifecycle.text.Texts;

/**
 * Calls another probe several times and looks at the median.
 */
@SuppressWarnings("try")
final class LatencyProbe implements RemoteProbe, AutoCloseable {

	private final LatencyCheck check;

	private final ReadinessProbe probe;

	private final Duration timeout;

	private final LongSupplier nanoTime;

	LatencyProbe(LatencyCheck check, ReadinessProbe probe, Duration timeout, LongSupplier nanoTime) {
		this.check = check;
		this.probe = probe;
		this.timeout = timeout;
		this.nanoTime = nanoTime;
	}

	@Override
	public @Nullable String remote() {
		return (this.probe instanceof RemoteProbe remote) ? remote.remote() : null;
	}

	@Override
	public ReadinessResult check() throws Exception {
		long[] durations = new long[this.check.samples()];
		long first = this.nanoTime.getAsLong();
		for (int sample = 0; sample < durations.length; sample++) {
			long begin = this.nanoTime.getAsLong();
			if (begin - first >= this.timeout.toNanos()) {
				return ReadinessResult.notReady("only %s of %s calls within %s".formatted(sample, durations.length,
						Texts.duration(this.timeout)));
			}
			if (Thread.interrupted()) {
				throw new InterruptedException("The check was interrupted");
			}
			ReadinessResult result = this.probe.check();
			if (!result.isReady()) {
				return result;
			}
			durations[sample] = this.nanoTime.getAsLong() - begin;
		}
		return examine(median(durations));
	}

	private ReadinessResult examine(Duration median) {
		if (median.compareTo(this.check.limit()) <= 0) {
			return ReadinessResult.ready();
		}
		return ReadinessResult.notReady("median of %s was %s, above %s".formatted(this.check.samples(),
				Texts.duration(median), Texts.duration(this.check.limit())));
	}

	private static Duration median(long[] durations) {
		Arrays.sort(durations);
		int middle = durations.length / 2;
		long nanos = (durations.length % 2 != 0) ? durations[middle]
				: durations[middle - 1] + (durations[middle] - durations[middle - 1]) / 2;
		return Duration.ofNanos(nanos);
	}

	@Override
	public void close() throws Exception {
		if (this.probe instanceof AutoCloseable closeable) {
			closeable.close();
		}
	}

}
