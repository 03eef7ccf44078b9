package dev.lifecycle.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Earlier start-ups and what was usual in those that succeeded. Never changes.
 */
final class PastStartups {

	private static final int LEAST_TO_COMPARE_WITH = 3;

	private static final int SLOW = 2;

	private static final int MOST_GROWN = 5;

	// A service counts as grown from this part of the time on that was lost altogether.
	private static final int NOTABLE_PART = 10;

	private final List<PastStartup> startups;

	private final @Nullable Usual duration;

	private final Map<String, Usual> phases;

	private final Map<String, Usual> services;

	/**
	 * Create from start-ups.
	 * @param startups the start-ups, latest first
	 */
	PastStartups(List<PastStartup> startups) {
		this.startups = List.copyOf(startups);
		List<PastStartup> successful = startups.stream().filter(PastStartup::successful).toList();
		this.duration = Usual.of(successful.stream().map(PastStartup::duration).toList());
		this.phases = usual(successful, PastStartup::phases);
		this.services = usual(successful, PastStartup::services);
	}

	private static Map<String, Usual> usual(List<PastStartup> startups,
			Function<PastStartup, Map<String, Duration>> part) {
		Map<String, List<Duration>> times = new HashMap<>();
		for (PastStartup startup : startups) {
			part.apply(startup)
				.forEach((name, time) -> times.computeIfAbsent(name, (key) -> new ArrayList<>()).add(time));
		}
		Map<String, Usual> usual = new HashMap<>();
		times.forEach((name, list) -> {
			Usual value = Usual.of(list);
			if (value != null) {
				usual.put(name, value);
			}
		});
		return usual;
	}

	List<PastStartup> startups() {
		return this.startups;
	}

	@Nullable Usual duration() {
		return this.duration;
	}

	Map<String, Usual> phases() {
		return this.phases;
	}

	Map<String, Usual> services() {
		return this.services;
	}

	double slowdown(Duration duration) {
		return slowdown(this.duration, duration);
	}

	double slowdownOfPhase(String phase, Duration time) {
		return slowdown(this.phases.get(phase), time);
	}

	double slowdownOfService(String service, Duration time) {
		return slowdown(this.services.get(service), time);
	}

	private static double slowdown(@Nullable Usual usual, Duration time) {
		return (usual != null && usual.count() >= LEAST_TO_COMPARE_WITH) ? usual.ratio(time) : Double.NaN;
	}

	/**
	 * Compare a start-up with what is usual.
	 * @param startup a start-up that is not among these
	 * @return why it took that long; {@code null} if it succeeded in at most twice the
	 * usual time or lost less than 100 ms, failed, or there is too little to compare with
	 */
	@Nullable SlowStartup slow(PastStartup startup) {
		Usual usual = this.duration;
		if (usual == null || !startup.successful() || !(slowdown(startup.duration()) > SLOW)) {
			return null;
		}
		Duration lost = startup.duration().minus(usual.median());
		Map<String, Duration> growth = new LinkedHashMap<>();
		startup.services().forEach((service, time) -> growth.put(service, time.minus(median(service))));
		List<SlowStartup.Grown> grown = growth.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().multipliedBy(NOTABLE_PART).compareTo(lost) >= 0)
			.sorted(Map.Entry.<String, Duration>comparingByValue(Comparator.reverseOrder())
				.thenComparing(Map.Entry.comparingByKey()))
			.limit(MOST_GROWN)
			.map(Map.Entry::getKey)
			.map((service) -> new SlowStartup.Grown(service, time(startup, service), this.services.get(service)))
			.toList();
		return new SlowStartup(startup.duration(), usual, grown);
	}

	private Duration median(String service) {
		Usual usual = this.services.get(service);
		return (usual != null) ? usual.median() : Duration.ZERO;
	}

	private static Duration time(PastStartup startup, String service) {
		return startup.services().getOrDefault(service, Duration.ZERO);
	}

}
