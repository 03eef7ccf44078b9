package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;

import static org.awaitility.Awaitility.await;

/**
 * An application whose services can be looked at while it starts on a thread of its own,
 * held by the service 'database' until it is released.
 */
final class PageApplication implements AutoCloseable {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final CountDownLatch latch = new CountDownLatch(1);

	private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();

	private final CompletableFuture<ConfigurableApplicationContext> context;

	private final int port;

	private volatile @Nullable ConfigurableApplicationContext starting;

	private PageApplication(Server server, List<String> names, List<Class<?>> further, String... properties) {
		Stream<String> common = Stream.of("server.port=0", "spring.main.banner-mode=off",
				"management.endpoints.web.exposure.include=lifecycle", "lifecycle.startup.retry.initial-delay=1h",
				"lifecycle.startup.retry.max-retries=0", "spring.autoconfigure.exclude=" + server.others);
		String[] all = Stream.concat(common, Stream.of(properties)).toArray(String[]::new);
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class)
			.sources(further.toArray(Class<?>[]::new))
			.web(server.type)
			.properties(all)
			.initializers((created) -> {
				this.starting = created;
				created.getBeanFactory().registerSingleton("latch", this.latch);
				created.getBeanFactory().registerSingleton("ports", this.ports);
				names.forEach((name) -> ((GenericApplicationContext) created).registerBean(name, Worker.class));
			});
		this.context = CompletableFuture.supplyAsync(builder::run);
		this.port = awaitServer();
	}

	static PageApplication start(Server server, String... properties) {
		return new PageApplication(server, List.of(), List.of(), properties);
	}

	static PageApplication start(Server server, Class<?> further, String... properties) {
		return new PageApplication(server, List.of(), List.of(further), properties);
	}

	static PageApplication start(List<String> services, String... properties) {
		return new PageApplication(Server.TOMCAT, services, List.of(), properties);
	}

	/**
	 * Wait until a server has been opened.
	 * @return its port
	 */
	int awaitServer() {
		await().atMost(Duration.ofSeconds(90)).until(() -> !this.ports.isEmpty() || this.context.isDone());
		if (this.ports.isEmpty()) {
			throw new IllegalStateException("There is no server", this.context.handle((context, ex) -> ex).join());
		}
		return this.ports.remove();
	}

	int port() {
		return this.port;
	}

	HttpResponse<String> get(int port, String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.timeout(Duration.ofSeconds(60));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + this.port + path);
		return this.client.send(HttpRequest.newBuilder(uri)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.timeout(Duration.ofSeconds(60))
			.build(), BodyHandlers.ofString());
	}

	/**
	 * Connect like the page does.
	 * @param port the port of the server
	 * @param path the path of the events
	 * @return the connection, whose response is to be read
	 * @throws IOException if there is no connection
	 */
	static Socket connect(int port, String path) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout(60_000);
		socket.getOutputStream()
			.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	void release() {
		this.latch.countDown();
		context();
	}

	ConfigurableApplicationContext context() {
		return this.context.orTimeout(60, TimeUnit.SECONDS).join();
	}

	/**
	 * Close the context, as a signal does, although it has not started.
	 */
	void abort() {
		Objects.requireNonNull(this.starting).close();
		this.context.handle((context, ex) -> ex).orTimeout(60, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		release();
		context().close();
	}

	/**
	 * The servers, all of which are on the class path.
	 */
	enum Server {

		TOMCAT(WebApplicationType.SERVLET,
				"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration,"
						+ "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration"),

		JETTY(WebApplicationType.SERVLET,
				"org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration,"
						+ "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration"),

		NETTY(WebApplicationType.REACTIVE, ReactiveApplication.OTHER_SERVERS);

		private final WebApplicationType type;

		private final String others;

		Server(WebApplicationType type, String others) {
			this.type = type;
			this.others = others;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ConditionalOnBooleanProperty(name = "lifecycle.enabled", matchIfMissing = true)
		@LifecycleService(required = false)
		Collector collector() {
			return new Collector();
		}

		@Bean
		@ConditionalOnBooleanProperty(name = "lifecycle.enabled", matchIfMissing = true)
		@LifecycleService
		Database database(CountDownLatch latch) {
			return new Database(latch);
		}

		@Bean
		@DependsOnService("database")
		@DependsOnService(value = "collector", type = DependencyType.OPTIONAL)
		Object auth() {
			return new Object();
		}

		@Bean
		PortListener portListener(BlockingQueue<Integer> ports) {
			return new PortListener(ports);
		}

	}

	@LifecycleService
	static class Worker {

	}

	static class Database extends AbstractLifecycleService {

		private final CountDownLatch latch;

		Database(CountDownLatch latch) {
			this.latch = latch;
		}

		@Override
		protected void onStart() throws InterruptedException {
			this.latch.await();
		}

		@Override
		protected void onStop() {
		}

	}

	static class Collector extends AbstractLifecycleService {

		@Override
		protected void onStart() {
			throw new IllegalStateException("Nobody listens");
		}

		@Override
		protected void onStop() {
		}

	}

	static class PortListener {

		private final BlockingQueue<Integer> ports;

		PortListener(BlockingQueue<Integer> ports) {
			this.ports = ports;
		}

		@EventListener
		void initialized(WebServerInitializedEvent event) {
			this.ports.add(event.getWebServer().getPort());
		}

	}

}
