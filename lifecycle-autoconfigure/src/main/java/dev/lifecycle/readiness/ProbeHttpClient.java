package dev.lifecycle.readiness;

import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The JDK's client as one probe uses it, from the first call on. All probes share one
 * client, because each has a thread of its own, as long as they share the default
 * {@link SSLContext}. Worker threads end a second after a call.
 */
final class ProbeHttpClient implements AutoCloseable {

	private static final SharedResources<SSLContext, Client> CLIENTS = new SharedResources<>(Client::create,
			Client::end);

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable SSLContext sslContext;

	private @Nullable HttpClient client;

	private boolean closed;

	HttpClient get() {
		this.lock.lock();
		try {
			Assert.state(!this.closed, "The check has ended");
			if (this.client == null) {
				SSLContext sslContext = SSLContext.getDefault();
				this.client = CLIENTS.acquire(sslContext).http();
				this.sslContext = sslContext;
			}
			return this.client;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("The JVM has no default for TLS", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End the client if no other probe uses it; calls in progress fail. Before Java 21
	 * its thread ends when the garbage collector finds the client unused.
	 */
	@Override
	public void close() {
		SSLContext used = end();
		if (used != null) {
			CLIENTS.release(used);
		}
	}

	private @Nullable SSLContext end() {
		this.lock.lock();
		try {
			SSLContext used = this.sslContext;
			this.sslContext = null;
			this.client = null;
			this.closed = true;
			return used;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A client and its worker threads.
	 */
	private record Client(HttpClient http, ThreadPoolExecutor workers) {

		// Since Java 21; unlike close() it does not wait.
		private static final @Nullable Method SHUTDOWN_NOW = ClassUtils.getMethodIfAvailable(HttpClient.class,
				"shutdownNow");

		// The JDK offers HTTP/2 without TLS by a header that servers may take for a
		// WebSocket handshake.
		static Client create(SSLContext sslContext) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory("lifecycle-check-http-");
			threads.setDaemon(true);
			ThreadPoolExecutor workers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS,
					new SynchronousQueue<>(), threads);
			HttpClient http = HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.followRedirects(HttpClient.Redirect.NEVER)
				.sslContext(sslContext)
				.executor(workers)
				.build();
			return new Client(http, workers);
		}

		// What is still to do for the end of calls needs workers, but none stays idle.
		void end() {
			if (SHUTDOWN_NOW != null) {
				ReflectionUtils.invokeMethod(SHUTDOWN_NOW, this.http);
			}
			this.workers.setKeepAliveTime(0, TimeUnit.SECONDS);
		}

	}

}
