package dev.lifecycle.races;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.beans.factory.annotation.Autowired;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.races.Door.Lock;

/**
 * A service that looks at the meters in its start.
 */
class Scraper extends AbstractLifecycleService {

	private final PrometheusMeterRegistry registry;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private Lock lock;

	private volatile String scraped = "";

	Scraper(PrometheusMeterRegistry registry) {
		this.registry = registry;
	}

	String scraped() {
		return this.scraped;
	}

	@Override
	protected void onStart() {
		this.scraped = this.registry.scrape();
		this.lock.called();
	}

	@Override
	protected void onStop() {
	}

}
