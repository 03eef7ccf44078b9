package dev.lifecycle.races;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;

/**
 * The service {@code visitor}, which opens the door in its start without saying that it
 * needs it.
 */
@Component("visitor")
@LifecycleService
class Visitor extends AbstractLifecycleService {

	private final ObjectProvider<Door> door;

	Visitor(ObjectProvider<Door> door) {
		this.door = door;
	}

	@Override
	protected void onStart() throws Exception {
		this.door.getObject().open();
	}

	@Override
	protected void onStop() {
	}

}
