package dev.lifecycle.test;

import java.util.ArrayList;
import java.util.List;

import dev.lifecycle.ServiceStatus;

/**
 * The services of an application for the message of a failed assertion.
 *
 * @param services the services
 */
record ServiceTable(List<ServiceStatus> services) {

	@Override
	public String toString() {
		if (this.services.isEmpty()) {
			return System.lineSeparator() + "The application has no services.";
		}
		int width = this.services.stream().mapToInt((service) -> service.name().length()).max().orElse(0);
		StringBuilder text = new StringBuilder();
		text.append(System.lineSeparator()).append("The services of the application:");
		for (ServiceStatus service : this.services) {
			text.append(System.lineSeparator())
				.append("  ")
				.append(service.name())
				.append(" ".repeat(width - service.name().length() + 2))
				.append(describe(service));
		}
		return text.toString();
	}

	static String describe(ServiceStatus service) {
		List<String> parts = new ArrayList<>();
		parts.add(service.state() + " since " + service.since());
		if (service.failingCheck() != null) {
			parts.add(service.failingCheck());
		}
		if (service.degraded()) {
			parts.add("degraded: " + String.join("; ", service.degradedBecause()));
		}
		return String.join(", ", parts);
	}

}
