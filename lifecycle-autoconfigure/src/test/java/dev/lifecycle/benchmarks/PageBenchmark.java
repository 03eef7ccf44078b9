package dev.lifecycle.benchmarks;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.testsupport.DevTools;

/**
 * Prints how long the page takes in a browser, from the begin of the navigation until all
 * services are in its table and in its drawings: while the application starts, and when
 * it has started.
 *
 * @since 0.1.0
 */
public final class PageBenchmark {

	private static final int SERVICES = 200;

	private static final int RUNS = 15;

	private static final String SHOWN = """
			performance.getEntriesByName("lifecycle-page").length === 1
			&& document.querySelectorAll("#rows tr").length === %s
			&& document.querySelector("#graph-drawing")?.textContent.includes("%s")
			""".formatted(SERVICES, name(SERVICES - 1));

	private final DevTools browser;

	private final String url;

	private final PrintStream out;

	private PageBenchmark(DevTools browser, String url, PrintStream out) {
		this.browser = browser;
		this.url = url;
		this.out = out;
	}

	/**
	 * Run the benchmark.
	 * @param args not used
	 * @throws Exception if there is no browser, or the application does not start
	 */
	public static void main(String[] args) throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		CompletableFuture<Integer> port = new CompletableFuture<>();
		CompletableFuture<ConfigurableApplicationContext> context = CompletableFuture
			.supplyAsync(() -> application(latch, port).run());
		try (DevTools browser = DevTools.open()) {
			String url = "http://localhost:" + port.get(1, TimeUnit.MINUTES) + "/actuator/lifecycle/page/index.html";
			PageBenchmark benchmark = new PageBenchmark(browser, url, System.out);
			benchmark.print("while starting");
			latch.countDown();
			context.get(1, TimeUnit.MINUTES);
			benchmark.print("started");
		}
		finally {
			latch.countDown();
			context.join().close();
		}
	}

	private static SpringApplication application(CountDownLatch latch, CompletableFuture<Integer> port) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(properties());
		application.addInitializers((context) -> {
			context.getBeanFactory().registerSingleton("latch", latch);
			for (int i = 1; i < SERVICES; i++) {
				((GenericApplicationContext) context).registerBean(name(i), Worker.class);
			}
		});
		application.addListeners((event) -> {
			if (event instanceof WebServerInitializedEvent initialized) {
				port.complete(initialized.getWebServer().getPort());
			}
		});
		return application;
	}

	private static Map<String, Object> properties() {
		Map<String, Object> properties = new HashMap<>();
		properties.put("server.port", "0");
		properties.put("spring.main.banner-mode", "off");
		properties.put("logging.level.dev.lifecycle", "off");
		properties.put("management.endpoints.web.exposure.include", "lifecycle");
		properties.put("spring.autoconfigure.exclude",
				"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration");
		Random random = new Random(4711);
		for (int i = 1; i < SERVICES; i++) {
			properties.put("lifecycle.services." + name(i) + ".depends-on",
					name(Math.max(0, i - 1 - random.nextInt(40))) + "," + name(random.nextInt(i)));
		}
		return properties;
	}

	private static String name(int i) {
		return "service-" + i;
	}

	private void print(String when) {
		double[] page = new double[RUNS];
		double[] scripts = new double[RUNS];
		for (int i = -1; i < RUNS; i++) {
			this.browser.navigate(this.url + "?" + when.length() + i);
			this.browser.await(SHOWN);
			if (i >= 0) {
				page[i] = measured("lifecycle-page");
				scripts[i] = measured("lifecycle-render");
			}
		}
		this.out.printf("%s: page with %s services %s ms, of which scripts take %s ms%n", when, SERVICES,
				new Sample(page).format("%.0f"), new Sample(scripts).format("%.0f"));
	}

	private double measured(String name) {
		return this.browser.evaluate("performance.getEntriesByName('" + name + "')[0].duration").asDouble();
	}

	/**
	 * An application whose services wait for the first one, which is held.
	 */
	@EnableAutoConfiguration
	@SpringBootConfiguration(proxyBeanMethods = false)
	static class Application {

		@Bean("service-0")
		@LifecycleService
		Held held(CountDownLatch latch) {
			return new Held(latch);
		}

	}

	/**
	 * A service that starts when it is released.
	 */
	static class Held extends AbstractLifecycleService {

		private final CountDownLatch latch;

		Held(CountDownLatch latch) {
			this.latch = latch;
		}

		@Override
		protected void onStart() throws InterruptedException {
			this.latch.await();
		}

		@Override
		protected void onStop() {
			// Nothing to stop
		}

	}

	/**
	 * A service.
	 */
	@LifecycleService
	static class Worker {

	}

}
