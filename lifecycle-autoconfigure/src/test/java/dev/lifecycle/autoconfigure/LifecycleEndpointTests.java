package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ServiceState;
import dev.lifecycle.actuate.LifecycleEndpoint;
import dev.lifecycle.actuate.RestartDescriptor;
import dev.lifecycle.actuate.ServiceDescriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the {@code lifecycle} endpoint as clients see it, on real servers and over
 * JMX.
 */
@Timeout(90)
class LifecycleEndpointTests {

	private static final String PATH = "/actuator/lifecycle";

	private static final String SECRET = "hunter2";

	private static final String UNRESTRICTED = "management.endpoint.lifecycle.access=unrestricted";

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void showsWhatIsWaitedForWhileStarting(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type)) {
			startup.awaitFailureOfCache();
			String lifecycle = startup.get(PATH, 200).body();
			assertThat(JsonPath.<String>read(lifecycle, "$.state")).isEqualTo("STARTING");
			assertThat(services(lifecycle, "waitingFor")).containsExactly(List.of(), List.of(), List.of("database"),
					List.of("auth"));
			assertThat(services(lifecycle, "state")).containsExactly("FAILED", "STARTING", "WAITING", "WAITING");
			assertThat(services(lifecycle, "epoch")).containsExactly(1, 1, 1, 1);
			assertThat(JsonPath.<List<String>>read(lifecycle, "$.startup.criticalPath")).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void showsServicesAndStartupWhenReady(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type, "lifecycle.environment=test")) {
			startup.awaitFailureOfCache();
			startup.release();
			String lifecycle = startup.get(PATH, 200).body();
			assertThat(JsonPath.<String>read(lifecycle, "$.schemaVersion")).isEqualTo("1.1");
			assertThat(JsonPath.<Map<String, Object>>read(lifecycle, "$.environment"))

				.isEqualTo(Map.of("name", "test", "origin", "from 'lifecycle.environment'", "timeoutMultiplier", 3.0,
						"validationLevel", "COMPREHENSIVE", "monitorInterval", 10_000));
			assertThat(JsonPath.<String>read(lifecycle, "$.state")).isEqualTo("READY");
			assertThat(JsonPath.<String>read(lifecycle, "$.startup.id")).matches("[0-9a-f]{8}");
			assertThat(JsonPath.<List<String>>read(lifecycle, "$.startup.criticalPath")).containsExactly("database",
					"auth", "backend");
			assertThat(JsonPath.<List<String>>read(lifecycle, "$.startup.timeline[*].service")).containsExactly("cache",
					"database", "auth", "backend");
			assertThat(services(lifecycle, "name")).containsExactly("cache", "database", "auth", "backend");
			assertThat(services(lifecycle, "required")).containsExactly(false, true, true, true);
			assertThat(services(lifecycle, "level")).containsExactly(0, 0, 1, 2);
			assertThat(services(lifecycle, "attempts")).containsExactly(1, 1, 1, 1);
			assertThat(services(lifecycle, "onCriticalPath")).containsExactly(false, true, true, true);
			assertThat(services(lifecycle, "dependents")).containsExactly(List.of("auth"), List.of("auth"),
					List.of("backend"), List.of());
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void showsOneService(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type)) {
			startup.awaitFailureOfCache();
			startup.release();
			String auth = startup.get(PATH + "/auth", 200).body();
			assertThat(JsonPath.<String>read(auth, "$.state")).isEqualTo("READY");
			assertThat(JsonPath.<String>read(auth, "$.releasedBy")).isEqualTo("database");
			assertThat(JsonPath.<List<String>>read(auth, "$.dependencies[*].service")).containsExactly("database",
					"cache");
			assertThat(JsonPath.<List<String>>read(auth, "$.dependencies[*].type")).containsExactly("REQUIRED",
					"OPTIONAL");
			assertThat(JsonPath.<String>read(auth, "$.dependencies[0].source")).contains("auth");
			assertThat(JsonPath.<Boolean>read(auth, "$.degraded")).isTrue();
			assertThat(JsonPath.<List<String>>read(auth, "$.degradedBecause"))
				.containsExactly("optional service 'cache' is not ready");
			startup.get(PATH + "/unknown", 404);
		}
	}

	@Test
	void showsWhyServiceFailedWithoutSecrets() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET)) {
			startup.release();
			String cache = startup.get(PATH + "/cache", 200).body();
			assertThat(JsonPath.<String>read(cache, "$.failure"))
				.isEqualTo("Cannot connect to redis://******@localhost:1");
			assertThat(startup.get(PATH, 200).body()).doesNotContain(SECRET);
			for (String drawing : List.of("graph.svg", "timeline.svg", "graph.mmd", "graph.dot")) {
				assertThat(startup.get(PATH + "/drawings/" + drawing, 200).body()).doesNotContain(SECRET);
			}
		}
	}

	@Test
	void showsFailedStartupOfApplicationThatIsKeptAlive() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET, "lifecycle.startup.retry.max-retries=0")) {
			startup.release();
			ConfigurableApplicationContext context = startup.context();
			context.stop();
			LifecycleEndpoint endpoint = context.getBean(LifecycleEndpoint.class);
			assertThat(endpoint.lifecycle().state()).hasToString("STOPPED");
			startup.database().failing = true;
			assertThatException().isThrownBy(context::start);
			String lifecycle = startup.get(PATH, 200).body();
			assertThat(JsonPath.<String>read(lifecycle, "$.state")).isEqualTo("FAILED");
			assertThat(JsonPath.<String>read(lifecycle, "$.startup.failure"))
				.startsWith("backend ← auth ← database: Cannot connect with password=******");
			assertThat(services(lifecycle, "epoch")).containsExactly(2, 2, 2, 2);
			assertThat(JsonPath.<String>read(lifecycle, "$.services[1].failure"))
				.isEqualTo("Cannot connect with password=******");
			assertThat(lifecycle).doesNotContain(SECRET);
		}
	}

	@Test
	void isNotReadyWhileRequiredServiceIsRestarted() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET)) {
			startup.release();
			startup.database().latch = new CountDownLatch(1);
			LifecycleManager manager = startup.context().getBean(LifecycleManager.class);
			CompletableFuture<?> restart = manager.restart("database");
			await().atMost(Duration.ofSeconds(60))
				.until(() -> manager.status("database").state() == ServiceState.STARTING);
			String lifecycle = startup.get(PATH, 200).body();
			assertThat(JsonPath.<String>read(lifecycle, "$.state")).isEqualTo("NOT_READY");
			assertThat(services(lifecycle, "waitingFor")).containsExactly(List.of(), List.of(), List.of("database"),
					List.of("auth"));
			assertThat(services(lifecycle, "epoch").subList(1, 4)).containsExactly(2, 2, 2);
			assertThat(JsonPath.<List<Integer>>read(lifecycle, "$.startup.timeline[1:4].begin")).containsOnly(0);
			startup.database().latch.countDown();
			restart.get(60, TimeUnit.SECONDS);
			assertThat(JsonPath.<String>read(startup.get(PATH, 200).body(), "$.state")).isEqualTo("READY");
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void restartsServiceWhereAccessIsUnrestricted(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type, UNRESTRICTED)) {
			startup.release();
			startup.database().latch = new CountDownLatch(1);
			HttpResponse<String> answer = startup.post(PATH + "/database", 202);
			assertThat(JsonPath.<String>read(answer.body(), "$.service")).isEqualTo("database");
			assertThat(JsonPath.<Boolean>read(answer.body(), "$.accepted")).isTrue();
			startup.database().latch.countDown();
			startup.awaitEpoch("database", 2);
			startup.awaitEpoch("backend", 2);
			startup.post(PATH + "/unknown", 404);
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void restartsNothingUnlessAccessIsGranted(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type)) {
			startup.release();
			startup.post(PATH + "/auth", 405);
			assertThat(JsonPath.<Integer>read(startup.get(PATH + "/auth", 200).body(), "$.epoch")).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void restartsNothingWithoutAccess(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type, "management.endpoint.lifecycle.access=none")) {
			startup.release();
			startup.post(PATH + "/auth", 404);
			assertThat(startup.context().getBean(LifecycleManager.class).isReady()).isTrue();
		}
	}

	@Test
	void restartRequestedWhileStartingFollowsTheStartup() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET, UNRESTRICTED)) {
			startup.awaitFailureOfCache();
			String answer = startup.post(PATH + "/auth", 202).body();
			assertThat(JsonPath.<String>read(answer, "$.message"))
				.isEqualTo("The service is restarted when the start-up is complete");
			startup.release();
			startup.awaitEpoch("auth", 2);
			assertThat(JsonPath.<Integer>read(startup.get(PATH + "/database", 200).body(), "$.epoch")).isOne();
		}
	}

	@Test
	void restartIsRefusedWhenServicesDoNotRun() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET, UNRESTRICTED,
				"lifecycle.startup.retry.max-retries=0")) {
			startup.release();
			LifecycleManager manager = startup.context().getBean(LifecycleManager.class);
			startup.context().stop();
			LifecycleEndpoint endpoint = startup.context().getBean(LifecycleEndpoint.class);
			RestartDescriptor stopped = endpoint.restart("auth");
			assertThat(stopped).isEqualTo(new RestartDescriptor("auth", false, "The services are stopped"));
			startup.database().failing = true;
			assertThatException().isThrownBy(startup.context()::start);
			String answer = startup.post(PATH + "/auth", 409).body();
			assertThat(JsonPath.<String>read(answer, "$.message")).isEqualTo("The start-up has failed");
			assertThat(JsonPath.<Boolean>read(answer, "$.accepted")).isFalse();
			assertThat(manager.isReady()).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, graph.svg, image/svg+xml;charset=UTF-8, <svg",
			"SERVLET, graph.mmd, text/plain;charset=UTF-8, flowchart",
			"SERVLET, graph.dot, text/plain;charset=UTF-8, digraph",
			"SERVLET, timeline.svg, image/svg+xml;charset=UTF-8, <svg",
			"REACTIVE, graph.svg, image/svg+xml;charset=UTF-8, <svg",
			"REACTIVE, graph.mmd, text/plain;charset=UTF-8, flowchart" })
	void servesDrawings(WebApplicationType type, String name, String contentType, String begin) throws Exception {
		try (Startup startup = new Startup(type)) {
			HttpResponse<String> drawing = startup.get(PATH + "/drawings/" + name, 200);
			assertThat(drawing.headers().firstValue("Content-Type")).hasValue(contentType);
			assertThat(drawing.body()).startsWith(begin).contains("database");
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void unknownDrawingIsNotFound(WebApplicationType type) throws Exception {
		try (Startup startup = new Startup(type)) {
			startup.get(PATH + "/drawings/unknown.svg", 404);
			startup.get(PATH + "/pictures/graph.svg", 404);
			startup.get(PATH + "/graph.svg", 404);
		}
	}

	@Test
	void isNotExposedOverHttpByDefault() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET,
				"management.endpoints.web.exposure.include=health")) {
			startup.release();
			startup.get(PATH, 404);
		}
	}

	@Test
	void isNotThereWithoutAccess() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.SERVLET, "management.endpoint.lifecycle.access=none")) {
			startup.release();
			startup.get(PATH, 404);
		}
	}

	@Test
	void worksOverJmx() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.NONE, "spring.jmx.enabled=true",
				"management.endpoints.jmx.domain=lifecycle.test",
				"management.endpoints.jmx.exposure.include=lifecycle")) {
			startup.release();
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			ObjectName name = new ObjectName("lifecycle.test:type=Endpoint,name=Lifecycle");
			String[] signature = { String.class.getName() };
			assertThat(server.invoke(name, "lifecycle", new Object[0], new String[0]))
				.hasFieldOrPropertyWithValue("state", "READY");
			assertThat(server.invoke(name, "service", new Object[] { "auth" }, signature))
				.hasFieldOrPropertyWithValue("name", "auth");
			assertThat(server.invoke(name, "service", new Object[] { "unknown" }, signature)).isNull();
			assertThat(server.invoke(name, "drawing", new Object[] { "graph.dot" }, signature)).asString()
				.startsWith("digraph");
			assertThat(server.invoke(name, "drawing", new Object[] { "unknown" }, signature)).isNull();
		}
	}

	@Test
	void restartsServiceOverJmx() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.NONE, "spring.jmx.enabled=true",
				"management.endpoints.jmx.domain=lifecycle.test", "management.endpoints.jmx.exposure.include=lifecycle",
				UNRESTRICTED)) {
			startup.release();
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			ObjectName name = new ObjectName("lifecycle.test:type=Endpoint,name=Lifecycle");
			String[] signature = { String.class.getName() };
			assertThat(server.invoke(name, "restart", new Object[] { "auth" }, signature))
				.hasFieldOrPropertyWithValue("accepted", true);
			assertThat(server.invoke(name, "restart", new Object[] { "unknown" }, signature)).isNull();
			LifecycleEndpoint endpoint = startup.context().getBean(LifecycleEndpoint.class);
			await().atMost(Duration.ofSeconds(60)).until(() -> {
				ServiceDescriptor auth = endpoint.service("auth");
				return auth != null && auth.epoch() == 2 && auth.state() == ServiceState.READY;
			});
		}
	}

	@Test
	void restartsNothingOverJmxUnlessAccessIsGranted() throws Exception {
		try (Startup startup = new Startup(WebApplicationType.NONE, "spring.jmx.enabled=true",
				"management.endpoints.jmx.domain=lifecycle.test",
				"management.endpoints.jmx.exposure.include=lifecycle")) {
			startup.release();
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			MBeanOperationInfo[] operations = server
				.getMBeanInfo(new ObjectName("lifecycle.test:type=Endpoint,name=Lifecycle"))
				.getOperations();
			assertThat(operations).extracting(MBeanOperationInfo::getName)
				.containsExactlyInAnyOrder("lifecycle", "service", "drawing");
		}
	}

	private static List<Object> services(String lifecycle, String field) {
		return JsonPath.read(lifecycle, "$.services[*]." + field);
	}

	/**
	 * An application that starts on a thread of its own, held by the service 'database'
	 * until it is released.
	 */
	private final class Startup implements AutoCloseable {

		private final CountDownLatch latch = new CountDownLatch(1);

		private final CompletableFuture<Integer> port = new CompletableFuture<>();

		private final CompletableFuture<ConfigurableApplicationContext> context;

		Startup(WebApplicationType type, String... properties) {
			Stream<String> common = Stream.of("server.port=0", "spring.main.banner-mode=off",
					"management.endpoints.web.exposure.include=lifecycle", "lifecycle.startup.retry.initial-delay=1h",
					"spring.autoconfigure.exclude=" + otherServers(type));
			String[] all = Stream.concat(common, Stream.of(properties)).toArray(String[]::new);
			SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class).web(type)
				.properties(all)
				.initializers((context) -> {
					context.getBeanFactory().registerSingleton("latch", this.latch);
					context.getBeanFactory().registerSingleton("port", this.port);
				});
			this.context = CompletableFuture.supplyAsync(builder::run);
		}

		private static String otherServers(WebApplicationType type) {
			return (type != WebApplicationType.REACTIVE)
					? "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration"
					: ReactiveApplication.OTHER_SERVERS;
		}

		HttpResponse<String> get(String path, int status) throws IOException, InterruptedException {
			return send(HttpRequest.newBuilder(uri(path)), status);
		}

		HttpResponse<String> post(String path, int status) throws IOException, InterruptedException {
			return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody()), status);
		}

		private HttpResponse<String> send(HttpRequest.Builder request, int status)
				throws IOException, InterruptedException {
			HttpResponse<String> response = LifecycleEndpointTests.this.client
				.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(status);
			return response;
		}

		private URI uri(String path) {
			return URI.create("http://localhost:" + port() + path);
		}

		void awaitEpoch(String service, int epoch) {
			await().atMost(Duration.ofSeconds(60)).until(() -> {
				String body = get(PATH + "/" + service, 200).body();
				return JsonPath.<Integer>read(body, "$.epoch") == epoch
						&& JsonPath.<String>read(body, "$.state").equals("READY");
			});
		}

		private int port() {
			CompletableFuture.anyOf(this.port, this.context).orTimeout(60, TimeUnit.SECONDS).join();
			return this.context.isDone()
					? context().getEnvironment().getRequiredProperty("local.server.port", Integer.class)
					: this.port.join();
		}

		void awaitFailureOfCache() {
			await().atMost(Duration.ofSeconds(60)).until(() -> get(PATH + "/cache", 200).body().contains("FAILED"));
		}

		void release() {
			this.latch.countDown();
			context();
		}

		ConfigurableApplicationContext context() {
			return this.context.orTimeout(60, TimeUnit.SECONDS).join();
		}

		Database database() {
			return context().getBean(Database.class);
		}

		@Override
		public void close() {
			this.latch.countDown();
			context().close();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@LifecycleService(required = false)
		Cache cache() {
			return new Cache();
		}

		@Bean
		@LifecycleService
		Database database(CountDownLatch latch) {
			return new Database(latch);
		}

		@Bean
		@DependsOnService("database")
		@DependsOnService(value = "cache", type = DependencyType.OPTIONAL)
		Object auth() {
			return new Object();
		}

		@Bean
		@DependsOnService("auth")
		Object backend() {
			return new Object();
		}

		@Bean
		PortListener portListener(CompletableFuture<Integer> port) {
			return new PortListener(port);
		}

	}

	static class Database extends AbstractLifecycleService {

		private volatile CountDownLatch latch;

		private volatile boolean failing;

		Database(CountDownLatch latch) {
			this.latch = latch;
		}

		@Override
		protected void onStart() throws InterruptedException {
			if (this.failing) {
				throw new IllegalStateException("Cannot connect with password=" + SECRET);
			}
			this.latch.await();
		}

		@Override
		protected void onStop() {
		}

	}

	static class Cache extends AbstractLifecycleService {

		@Override
		protected void onStart() {
			throw new AssertionError("Cannot connect to redis://user:" + SECRET + "@localhost:1");
		}

		@Override
		protected void onStop() {
		}

	}

	static class PortListener {

		private final CompletableFuture<Integer> port;

		PortListener(CompletableFuture<Integer> port) {
			this.port = port;
		}

		@EventListener
		void initialized(WebServerInitializedEvent event) {
			this.port.complete(event.getWebServer().getPort());
		}

	}

}
