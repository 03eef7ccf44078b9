package dev.lifecycle.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A server whose address is known before it exists. Its container can be started, and so
 * have an open port, before the server inside answers.
 */
final class LateContainer implements AutoCloseable {

	private static final String HELD = "server is held";

	private static final String RELEASE = "/tmp/release";

	final int port;

	private final GenericContainer<?> container;

	private LateContainer(String image, int containerPort, String command) {
		this.port = freePort();
		this.container = new GenericContainer<>(DockerImageName.parse(image)).withExposedPorts(containerPort)
			.withCreateContainerCmdModifier((create) -> create.withEntrypoint("sh", "-c",
					"echo '%s'; until [ -e %s ]; do sleep 0.1; done; exec %s".formatted(HELD, RELEASE, command)))
			.waitingFor(Wait.forLogMessage(".*" + HELD + ".*", 1));
		this.container.setPortBindings(List.of(this.port + ":" + containerPort));
	}

	static LateContainer postgres(String database, String username, String password) {
		LateContainer server = new LateContainer("postgres:15", 5432,
				"$(command -v docker-entrypoint.sh || command -v postgres-entrypoint) postgres");
		server.container.withEnv("POSTGRES_DB", database)
			.withEnv("POSTGRES_USER", username)
			.withEnv("POSTGRES_PASSWORD", password);
		return server;
	}

	static LateContainer redis() {
		return new LateContainer("redis:7", 6379, "redis-server --bind 0.0.0.0 --protected-mode no --save ''");
	}

	/**
	 * Start the container, but not the server inside.
	 */
	void startContainer() {
		this.container.start();
	}

	/**
	 * Start the server inside the container.
	 */
	void startServer() {
		try {
			this.container.execInContainer("touch", RELEASE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.container.stop();
	}

	private static int freePort() {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return server.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
