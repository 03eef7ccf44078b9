package dev.lifecycle.benchmarks;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.management.OperatingSystemMXBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ServiceStateChangedEvent;

/**
 * A web application with services in layers, of which each takes its time to start.
 * Prints when it was ready, as {@link EmptyApplication} does, and how long requests took
 * then, in microseconds.
 *
 * @since 0.1.0
 */
@EnableAutoConfiguration
@SpringBootConfiguration(proxyBeanMethods = false)
public class ObservedApplication {

	static final String OBSERVED = "observed";

	private static final int LAYER = 10;

	private static final int PAUSE = 20;

	private static final int REQUESTS = 5000;

	private static final List<String> OBSERVERS = List.of("Endpoint", "Metrics", "Observation", "Tracing");

	/**
	 * Run the application.
	 * @param args whether it is observed, and the number of services
	 * @throws Exception if requests fail
	 */
	public static void main(String[] args) throws Exception {
		boolean observed = OBSERVED.equals(args[0]);
		int services = Integer.parseInt(args[1]);
		SpringApplication application = new SpringApplication(ObservedApplication.class);
		application.setDefaultProperties(properties(observed, services));
		application.addInitializers((context) -> {
			for (int i = 0; i < services; i++) {
				((GenericApplicationContext) context).registerBean(name(i), Pausing.class);
			}
		});
		List<Double> ready = new ArrayList<>();
		application.addListeners((event) -> {
			if (event instanceof ApplicationReadyEvent) {
				long elapsed = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
				long processor = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
					.getProcessCpuTime();
				ready.addAll(List.of((double) elapsed, processor / 1e6));
			}
		});
		if (observed) {
			application.setApplicationStartup(new BufferingApplicationStartup(10_000));
			application
				.addInitializers((context) -> ((GenericApplicationContext) context).registerBean(StateListener.class));
		}
		try (ConfigurableApplicationContext context = application.run()) {
			Sample requests = requests(context.getEnvironment().getRequiredProperty("local.server.port"));
			System.out.println(EmptyApplicationBenchmark.MARKER + ready.get(0) + " " + ready.get(1) + " "
					+ requests.median() + " " + requests.quantile(0.99));
		}
	}

	private static Map<String, Object> properties(boolean observed, int services) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("server.port", "0");
		properties.put("spring.main.banner-mode", "off");
		properties.put("logging.level.dev.lifecycle", "off");
		properties.put("management.endpoints.web.exposure.include", "health,lifecycle,prometheus,startup");
		properties.put("management.tracing.sampling.probability", "1");
		if (!observed) {
			properties.put("spring.autoconfigure.exclude",
					OBSERVERS.stream()
						.map((name) -> "dev.lifecycle.autoconfigure.ServiceLifecycle" + name + "AutoConfiguration")
						.toList());
		}
		for (int i = LAYER; i < services; i++) {
			properties.put("lifecycle.services." + name(i) + ".depends-on", name(i - LAYER));
		}
		return properties;
	}

	private static String name(int i) {
		return "service-" + i;
	}

	private static Sample requests(String port) throws Exception {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hello")).build();
		double[] micros = new double[REQUESTS];
		for (int i = -REQUESTS; i < REQUESTS; i++) {
			long begin = System.nanoTime();
			client.send(request, BodyHandlers.ofString());
			if (i >= 0) {
				micros[i] = (System.nanoTime() - begin) / 1e3;
			}
		}
		return new Sample(micros);
	}

	@Bean
	RouterFunction<ServerResponse> hello() {
		return RouterFunctions.route().GET("/hello", (request) -> ServerResponse.ok().body("hello")).build();
	}

	/**
	 * A service that waits while it starts.
	 */
	@LifecycleService
	static class Pausing extends AbstractLifecycleService {

		@Override
		protected void onStart() throws InterruptedException {
			new CountDownLatch(1).await(PAUSE, TimeUnit.MILLISECONDS);
		}

		@Override
		protected void onStop() {
			// Nothing to stop
		}

	}

	/**
	 * Listens to what happens.
	 */
	static class StateListener {

		private final AtomicInteger changes = new AtomicInteger();

		@EventListener
		void changed(ServiceStateChangedEvent event) {
			this.changes.incrementAndGet();
		}

	}

}
