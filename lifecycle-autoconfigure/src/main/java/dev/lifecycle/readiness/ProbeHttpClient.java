package dev.lifecycle.readiness;

import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The JDK's client of one probe, which is created when it is first used. Its worker
 * threads end a second after a call.
 */
final class ProbeHttpClient implements AutoCloseable {

	// Since Java 21; unlike close() it does not wait.
	private static final @Nullable Method SHUTDOWN_NOW = ClassUtils.getMethodIfAvailable(HttpClient.class,
			"shutdownNow");

	private final ReentrantLock lock = new ReentrantLock();

	private final Duration connectTimeout;

	private @Nullable HttpClient client;

	private boolean closed;

	ProbeHttpClient(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	HttpClient get() {
		this.lock.lock();
		try {
			Assert.state(!this.closed, "The check has ended");
			if (this.client == null) {
				this.client = create();
			}
			return this.client;
		}
		finally {
			this.lock.unlock();
		}
	}

	// The JDK offers HTTP/2 without TLS by a header that servers may take for a
	// WebSocket handshake.
	private HttpClient create() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("lifecycle-check-http-");
		threads.setDaemon(true);
		return HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(this.connectTimeout)
			.executor(new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
					threads))
			.build();
	}

	/**
	 * End the client; calls in progress fail. Before Java 21 its one thread ends when the
	 * garbage collector finds the client unused.
	 */
	@Override
	public void close() {
		HttpClient ended = end();
		if (ended != null && SHUTDOWN_NOW != null) {
			ReflectionUtils.invokeMethod(SHUTDOWN_NOW, ended);
		}
	}

	private @Nullable HttpClient end() {
		this.lock.lock();
		try {
			HttpClient ended = this.client;
			this.client = null;
			this.closed = true;
			return ended;
		}
		finally {
			this.lock.unlock();
		}
	}

}
