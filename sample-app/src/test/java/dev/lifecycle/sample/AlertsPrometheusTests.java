package dev.lifecycle.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.util.FileSystemUtils;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * What a real Prometheus makes of the alerting rules when things really go wrong in the
 * sample application, and when nothing does. Every start-up is compared with three
 * earlier ones.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("dev.lifecycle.sample.Prometheus#isInstalled")
class AlertsPrometheusTests {

	private static final int LIMIT = 90;

	private static final int SCRAPES_BEYOND_EVERY_WINDOW = 12;

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<CompletableFuture<ConfigurableApplicationContext>> applications = new ArrayList<>();

	private final Prometheus prometheus;

	private final Path usual;

	private Backend backend = new Backend(0);

	private String job = "";

	private int port;

	AlertsPrometheusTests(@TempDir Path files) throws IOException {
		this.prometheus = Prometheus.start(files);
		this.usual = files.resolve("usual");
	}

	@BeforeAll
	void startAsUsual() {
		for (int i = 0; i < 3; i++) {
			run((event) -> {
			}, List.of("server.port=0", "lifecycle.history.directory=" + this.usual)).close();
		}
	}

	@AfterAll
	void stopPrometheus() throws InterruptedException {
		this.prometheus.stop();
	}

	@BeforeEach
	void prepare(TestInfo test) throws IOException {
		this.job = test.getTestMethod().orElseThrow().getName();
		this.port = freePort();
		this.backend = new Backend(freePort());
		FileSystemUtils.copyRecursively(this.usual, history());
	}

	@AfterEach
	void stopApplications() throws IOException {
		this.backend.up();
		for (CompletableFuture<ConfigurableApplicationContext> application : this.applications) {
			application.handle((context, failure) -> context).orTimeout(LIMIT, TimeUnit.SECONDS).join();
			if (!application.isCompletedExceptionally()) {
				application.join().close();
			}
		}
		this.applications.clear();
		this.backend.down();
	}

	@Test
	void healthyApplicationFiresNothing() throws Exception {
		CompletableFuture<ConfigurableApplicationContext> application = start("lifecycle.gate.mode=reject");
		await().atMost(LIMIT, TimeUnit.SECONDS).ignoreExceptions().until(() -> request() == 503 && scrapes() > 1);
		this.backend.up();
		application.get(LIMIT, TimeUnit.SECONDS);
		assertThat(request()).isEqualTo(200);
		int scrapes = scrapes() + SCRAPES_BEYOND_EVERY_WINDOW;
		await().atMost(LIMIT, TimeUnit.SECONDS).until(() -> scrapes() >= scrapes);
		assertThat(known("min_over_time(lifecycle_startup_seconds_count{job=\"%s\", outcome=\"success\"}[1h]) == 0"))
			.as("scraped during the start-up")
			.isTrue();
		assertThat(known("lifecycle_startup_success_ratio{job=\"%s\"} == 1")).isTrue();
		assertThat(known("lifecycle_phase_slowdown_ratio{job=\"%s\"} > 0")).isTrue();
		assertThat(known("lifecycle_gate_requests_total{job=\"%s\", outcome=\"refused\"} > 0")).isTrue();
		assertThat(this.prometheus.everPending(this.job)).isEmpty();
	}

	@Test
	void failedStartupFires() throws Exception {
		assertThatException().isThrownBy(() -> start("lifecycle.services.backend.readiness-timeout=1s").join());
		CompletableFuture<ConfigurableApplicationContext> again = start();
		awaitFiring("LifecycleStartupsFail");
		assertThat(again).isNotDone();
	}

	@Test
	void slowPhaseFires() throws Exception {
		this.backend.up();
		CompletableFuture<ConfigurableApplicationContext> application = start("sample.delays.database=8s");
		awaitFiring("LifecyclePhaseSlow");
		application.get(LIMIT, TimeUnit.SECONDS);
	}

	@Test
	void brokenServiceFiresUntilItIsMended() throws Exception {
		this.backend.up();
		start("lifecycle.restart.enabled=false").get(LIMIT, TimeUnit.SECONDS);
		this.backend.down();
		awaitFiring("LifecycleServiceNotReady");
		this.backend.up();
		awaitFiring();
	}

	@Test
	void exhaustedRestartsFire() throws Exception {
		this.backend.up();
		start("spring.profiles.include=flaky", "lifecycle.restart.enabled=true", "lifecycle.restart.after=500ms",
				"lifecycle.restart.cool-down=100ms", "lifecycle.restart.max-restarts=1",
				"lifecycle.services.flaky.readiness-timeout=1s")
			.get(LIMIT, TimeUnit.SECONDS)
			.getBean(Flaky.class).broken.set(true);
		awaitFiring("LifecycleRestartsExhausted", "LifecycleServiceNotReady");
	}

	@Test
	void raceFires() throws Exception {
		this.backend.up();
		start("lifecycle.races.mode=report", "spring.profiles.include=race").get(LIMIT, TimeUnit.SECONDS);
		awaitFiring("LifecycleRaceDetected");
	}

	@Test
	void gateThatRefusesAfterStartFires() throws Exception {
		this.backend.up();
		ConfigurableApplicationContext context = start("lifecycle.services.backend.readiness-timeout=1s").get(LIMIT,
				TimeUnit.SECONDS);
		context.stop();
		this.backend.down();
		assertThatException().isThrownBy(context::start);
		await().atMost(LIMIT, TimeUnit.SECONDS).until(() -> {
			assertThat(request()).isEqualTo(503);
			return this.prometheus.firing(this.job).contains("LifecycleGateRefusesAfterStart");
		});
		assertThat(this.prometheus.firing(this.job)).isSubsetOf("LifecycleGateRefusesAfterStart",
				"LifecycleServiceNotReady");
	}

	private void awaitFiring(String... alerts) {
		await().atMost(LIMIT, TimeUnit.SECONDS)
			.untilAsserted(() -> assertThat(this.prometheus.firing(this.job)).containsExactlyInAnyOrder(alerts));
	}

	private boolean known(String expression) {
		return !this.prometheus.query(expression.formatted(this.job)).isEmpty();
	}

	private int scrapes() {
		return this.prometheus.query("sum_over_time(up{job=\"%s\"}[1h])".formatted(this.job))
			.stream()
			.mapToInt((series) -> series.path("value").path(1).asInt())
			.sum();
	}

	private int request() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/")).build();
		return this.client.send(request, BodyHandlers.discarding()).statusCode();
	}

	private CompletableFuture<ConfigurableApplicationContext> start(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("server.port=" + this.port, "lifecycle.history.directory=" + history(),
				"lifecycle.services.backend.checks[0].tcp=" + this.backend, "lifecycle.monitor.interval=500ms",
				"lifecycle.monitor.failure-threshold=1"));
		ApplicationListener<WebServerInitializedEvent> listener = (event) -> this.prometheus.scrape(this.job,
				event.getWebServer().getPort());
		CompletableFuture<ConfigurableApplicationContext> application = CompletableFuture
			.supplyAsync(() -> run(listener, all));
		this.applications.add(application);
		return application;
	}

	private static ConfigurableApplicationContext run(ApplicationListener<WebServerInitializedEvent> listener,
			List<String> properties) {
		List<String> all = new ArrayList<>(properties);
		// A busy machine, or one check that is repeated, may double what takes
		// milliseconds.
		all.addAll(
				List.of("server.address=127.0.0.1", "lifecycle.startup.retry.max-retries=0", "sample.delays.chat=1s"));
		if (properties.stream().noneMatch((property) -> property.startsWith("sample.delays.database="))) {
			all.add("sample.delays.database=2s");
		}
		return new SpringApplicationBuilder(SampleApplication.class, Flaky.class, Catalog.class, Search.class)
			.listeners(listener)
			.bannerMode(Banner.Mode.OFF)
			.run(all.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	private Path history() {
		return this.usual.resolveSibling("history-" + this.job);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Something that breaks and cannot be mended by a restart.
	 */
	@Profile("flaky")
	@LifecycleService(name = "flaky")
	static final class Flaky extends AbstractLifecycleService {

		private final AtomicBoolean broken = new AtomicBoolean();

		@Override
		protected void onStart() {
		}

		@Override
		protected void onStop() {
		}

		@ReadinessCheck
		boolean works() {
			return !this.broken.get();
		}

	}

	/**
	 * Something that others use.
	 */
	@Profile("race")
	@LifecycleService(name = "catalog")
	public static class Catalog extends AbstractLifecycleService {

		@Override
		protected void onStart() throws Exception {
			assertThat(new CountDownLatch(1).await(2, TimeUnit.SECONDS)).isFalse();
		}

		@Override
		protected void onStop() {
		}

		/**
		 * Return how many articles there are.
		 * @return a number
		 */
		public int size() {
			return 0;
		}

	}

	/**
	 * Something that uses the catalog and does not say so.
	 */
	@Profile("race")
	@LifecycleService(name = "search")
	static final class Search extends AbstractLifecycleService {

		private final ObjectProvider<Catalog> catalog;

		Search(ObjectProvider<Catalog> catalog) {
			this.catalog = catalog;
		}

		@Override
		protected void onStart() {
			assertThat(this.catalog.getObject().size()).isZero();
		}

		@Override
		protected void onStop() {
		}

	}

	/**
	 * Something that the application needs and that is up or down.
	 */
	private static final class Backend {

		private final InetSocketAddress address;

		private @Nullable HttpServer server;

		Backend(int port) {
			this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		}

		void up() throws IOException {
			if (this.server == null) {
				this.server = HttpServer.create(this.address, 0);
				this.server.start();
			}
		}

		void down() {
			if (this.server != null) {
				this.server.stop(0);
				this.server = null;
			}
		}

		@Override
		public String toString() {
			return "127.0.0.1:" + this.address.getPort();
		}

	}

}
