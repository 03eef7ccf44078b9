package dev.lifecycle.integration;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * An application that starts on a thread of its own.
 */
final class BackgroundStartup implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final CompletableFuture<ConfigurableApplicationContext> context = new CompletableFuture<>();

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private final Thread thread;

	BackgroundStartup(WebApplicationType type, Class<?> configuration, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--spring.main.banner-mode=off", "--server.port=0",
				"--server.address=127.0.0.1", "--management.endpoint.health.show-details=always"));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		ApplicationListener<WebServerInitializedEvent> listener = (event) -> this.port
			.complete(event.getWebServer().getPort());
		SpringApplicationBuilder application = new SpringApplicationBuilder(configuration).web(type)
			.listeners(listener);
		this.thread = new Thread(() -> {
			try {
				this.context.complete(application.run(arguments.toArray(String[]::new)));
			}
			catch (Throwable ex) {
				this.context.completeExceptionally(ex);
			}
		}, "background-startup");
		this.thread.start();
	}

	boolean isDone() {
		return this.context.isDone();
	}

	ConfigurableApplicationContext context() throws Exception {
		return this.context.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	/**
	 * Wait until the start-up has failed.
	 * @return why
	 */
	Throwable failure() {
		ExecutionException failure = catchThrowableOfType(ExecutionException.class, this::context);
		return Objects.requireNonNull(failure.getCause());
	}

	/**
	 * Wait until the web server is open, and ask it.
	 * @param path the path to get
	 * @return the answer
	 */
	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		Integer port = this.port.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
		return this.client.send(
				HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LIMIT).build(),
				BodyHandlers.ofString());
	}

	@Override
	public void close() {
		if (!this.context.isDone()) {
			this.thread.interrupt();
		}
		this.context.handle((context, ex) -> {
			if (context != null) {
				context.close();
			}
			return context;
		}).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
	}

}
