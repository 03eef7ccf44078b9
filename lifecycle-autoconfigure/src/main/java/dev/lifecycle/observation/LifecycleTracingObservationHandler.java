package dev.lifecycle.observation;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.Observation.Context;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;

/**
 * Makes spans with the times at which services started and were ready, instead of those
 * at which the observation was told.
 *
 * @since 0.1.0
 */
public final class LifecycleTracingObservationHandler
		implements TracingObservationHandler<LifecycleObservationContext> {

	private final Tracer tracer;

	/**
	 * Create a new handler.
	 * @param tracer the tracer
	 */
	public LifecycleTracingObservationHandler(Tracer tracer) {
		this.tracer = tracer;
	}

	@Override
	public Tracer getTracer() {
		return this.tracer;
	}

	@Override
	public boolean supportsContext(Context context) {
		return context instanceof LifecycleObservationContext;
	}

	@Override
	public void onStart(LifecycleObservationContext context) {
		Span.Builder span = this.tracer.spanBuilder()
			.name(getSpanName(context))
			.startTimestamp(micros(context.getBegin()), TimeUnit.MICROSECONDS);
		Span parent = getParentSpan(context);
		span = (parent != null) ? span.setParent(parent.context()) : span.setNoParent();
		getTracingContext(context).setSpan(span.start());
	}

	@Override
	public void onStop(LifecycleObservationContext context) {
		Span span = getRequiredSpan(context);
		span.name(getSpanName(context));
		tagSpan(context, span);
		endSpan(context, span);
	}

	@Override
	public void endSpan(LifecycleObservationContext context, Span span) {
		getTracingContext(context).close();
		Instant end = context.getEnd();
		if (end != null) {
			span.end(micros(end), TimeUnit.MICROSECONDS);
		}
		else {
			span.end();
		}
	}

	private static long micros(Instant time) {
		return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
	}

}
