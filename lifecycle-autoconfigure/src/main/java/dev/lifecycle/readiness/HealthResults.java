package dev.lifecycle.readiness;

import java.util.Locale;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import dev.lifecycle.ReadinessResult;

/**
 * What Spring Boot's health means for readiness.
 */
final class HealthResults {

	private HealthResults() {
	}

	static boolean isHealth(Object result) {
		return result instanceof Health;
	}

	/**
	 * Tell whether health is good enough.
	 * @param subject whose health it is, for people
	 * @param result the health
	 * @return ready if it is {@code UP}
	 */
	static ReadinessResult of(String subject, Object result) {
		Health health = (Health) result;
		if (Status.UP.equals(health.getStatus())) {
			return ReadinessResult.ready();
		}
		Object error = health.getDetails().get("error");
		String status = health.getStatus().getCode().toUpperCase(Locale.ROOT);
		return ReadinessResult.notReady(subject + " is " + status + ((error != null) ? ": " + error : ""));
	}

}
