package dev.lifecycle.races;

import org.springframework.beans.factory.annotation.Autowired;

import dev.lifecycle.races.Door.Lock;
import dev.lifecycle.races.WatchedBeansTests.Guest;

/**
 * A door and a guest that know each other.
 */
class CircularDoor extends PlainDoor {

	@Autowired
	@SuppressWarnings("NullAway.Init")
	Guest guest;

	CircularDoor(Lock lock) {
		super(lock);
	}

}
