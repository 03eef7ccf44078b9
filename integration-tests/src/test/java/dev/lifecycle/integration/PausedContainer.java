package dev.lifecycle.integration;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * Freezes a server until it is closed: its port still accepts connections, and nobody
 * answers.
 */
final class PausedContainer implements AutoCloseable {

	private final String id;

	PausedContainer(GenericContainer<?> container) {
		this.id = container.getContainerId();
		DockerClientFactory.lazyClient().pauseContainerCmd(this.id).exec();
	}

	@Override
	public void close() {
		DockerClientFactory.lazyClient().unpauseContainerCmd(this.id).exec();
	}

}
