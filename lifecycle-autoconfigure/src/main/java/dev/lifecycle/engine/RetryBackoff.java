package dev.lifecycle.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.springframework.classify.BinaryExceptionClassifier;
import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.ExponentialBackOffPolicy;
import org.springframework.retry.policy.SimpleRetryPolicy;

import dev.lifecycle.UndeclaredDependencyException;
import dev.lifecycle.text.Texts;

/**
 * Decides with Spring Retry's policies whether and when one start is tried again. The
 * policies are asked directly instead of through a template, because a template would
 * keep a thread asleep during each pause.
 */
class RetryBackoff {

	private final EngineSettings.Retry settings;

	private final SimpleRetryPolicy policy;

	private final BinaryExceptionClassifier classifier;

	private final RetryContext context;

	private final ExponentialBackOffPolicy backOff = new ExponentialBackOffPolicy();

	private final BackOffContext backOffContext;

	private long delayMillis;

	RetryBackoff(EngineSettings.Retry settings) {
		this.settings = settings;
		this.policy = new SimpleRetryPolicy((int) Math.min(Integer.MAX_VALUE, settings.maxRetries() + 1L));
		this.classifier = classifier(settings);
		this.context = this.policy.open(null);
		this.backOff.setInitialInterval(Math.max(1, settings.initialDelay().toMillis()));
		this.backOff.setMultiplier(Math.max(Math.nextUp(1.0), settings.multiplier()));
		this.backOff.setMaxInterval(Math.max(1, settings.maxDelay().toMillis()));
		this.backOff.setSleeper((millis) -> this.delayMillis = millis);
		this.backOffContext = this.backOff.start(this.context);
	}

	private static BinaryExceptionClassifier classifier(EngineSettings.Retry settings) {
		Map<Class<? extends Throwable>, Boolean> types = new HashMap<>();
		types.put(InterruptedException.class, false);
		types.put(Error.class, false);
		types.put(UndeclaredDependencyException.class, false);
		settings.notRetried().forEach((type) -> types.put(type, false));
		return new BinaryExceptionClassifier(types, true);
	}

	// The classifier can look at causes too, but never ends when they form a circle.
	private boolean isRetried(Throwable failure) {
		return Texts.causes(failure).allMatch(this.classifier::classify);
	}

	/**
	 * Return how long to wait before the next try.
	 * @param failure why the latest try failed
	 * @return the pause; {@code null} if there is no further try
	 */
	@Nullable Duration next(Throwable failure) {
		this.policy.registerThrowable(this.context, failure);
		if (!isRetried(failure) || !this.policy.canRetry(this.context)) {
			return null;
		}
		this.backOff.backOff(this.backOffContext);
		double jitter = 1 + this.settings.jitter() * (2 * ThreadLocalRandom.current().nextDouble() - 1);
		long millis = Math.min((long) (this.delayMillis * jitter), this.settings.maxDelay().toMillis());
		return Duration.ofMillis(Math.max(0, millis));
	}

}
