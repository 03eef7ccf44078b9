package dev.lifecycle.races;

import dev.lifecycle.AbstractLifecycleService;

/**
 * A door of the simplest kind, for {@code @Bean} methods.
 */
class PlainDoor extends AbstractLifecycleService implements Door {

	private final Lock lock;

	PlainDoor(Lock lock) {
		this.lock = lock;
	}

	@Override
	protected void onStart() throws Exception {
		this.lock.awaitCall();
	}

	@Override
	protected void onStop() {
	}

	@Override
	public void open() {
		this.lock.called();
	}

}
