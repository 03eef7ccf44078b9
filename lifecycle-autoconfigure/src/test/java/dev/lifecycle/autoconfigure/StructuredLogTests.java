package dev.lifecycle.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what an application writes to its log, in a JVM of its own, because its format
 * belongs to the JVM.
 */
class StructuredLogTests {

	private static final int LIMIT = 120;

	private @Nullable Process process;

	@AfterEach
	void end() {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

	@ParameterizedTest
	@CsvSource({ "ecs, message", "logstash, message", "gelf, short_message" })
	void everyEventIsOneLineWithFields(String format, String message) throws Exception {
		List<Map<String, Object>> events = json(run("--logging.structured.format.console=" + format));
		assertThat(events).allSatisfy((event) -> assertThat(String.valueOf(event.get(message))).doesNotContain("\n"));
		Map<String, Object> ready = event(events, message, "Service 'chat' READY, validated");
		assertThat(ready).containsEntry(key(format, "service"), "chat")
			.containsEntry(key(format, "state"), "READY")
			.containsEntry(key(format, "former_state"), "VALIDATING");
		assertThat(ready.get(key(format, "duration_ms"))).isInstanceOf(Integer.class);
		assertThat(event(events, message, "Service 'chat' WAITING")).containsEntry(key(format, "waiting_for"),
				"database");
		Map<String, Object> end = event(events, message, "Start-up complete");
		assertThat(end).containsEntry(key(format, "outcome"), "success")
			.containsEntry(key(format, "services"), 2)
			.containsEntry(key(format, "critical_path"), "database → chat")
			.containsKeys(key(format, "duration_ms"), key(format, "sum_of_starts_ms"));
		Map<String, Object> row = event(events, message, "Service 'chat' READY: waited");
		assertThat(row).containsEntry(key(format, "service"), "chat")
			.containsEntry(key(format, "waited_for"), "database")
			.containsEntry(key(format, "attempts"), 1)
			.containsKeys(key(format, "waited_ms"), key(format, "started_ms"), key(format, "validated_ms"));
	}

	@Test
	void linesOfAStartupCarryItsIdAndOthersDoNot() throws Exception {
		List<Map<String, Object>> events = json(run("--logging.structured.format.console=logstash"));
		List<Object> ids = startups(events, "Starting 2 services").stream().distinct().toList();
		assertThat(ids).hasSize(2).doesNotContainNull();
		assertThat(startups(events, "id of the report")).hasSize(2);
		assertThat(events.stream()
			.map((event) -> String.valueOf(event.get("message")))
			.filter((line) -> line.startsWith("id of the report")))
			.containsExactly("id of the report " + ids.get(0), "id of the report " + ids.get(1));
		for (String line : List.of("Service 'chat' WAITING", "Service 'chat' READY", "Start-up complete",
				"database starts", "database is checked")) {
			assertThat(startups(events, line)).as(line).containsSubsequence(ids);
			assertThat(new HashSet<>(startups(events, line))).as(line).isEqualTo(Set.copyOf(ids));
		}
		for (String line : List.of("Service 'chat' STOPPING", "Service 'chat' STOPPED", "id of the report",
				"Started StructuredLogTests")) {
			assertThat(startups(events, line)).as(line).isNotEmpty().containsOnlyNulls();
		}
	}

	@Test
	void failureIsAnEventWithItsReason() throws Exception {
		List<Map<String, Object>> events = json(
				run("--logging.structured.format.console=logstash", "--fail=no route to jdbc:x://u:hunter2@host"));
		Map<String, Object> end = event(events, "message", "Start-up failed");
		assertThat(end).containsEntry("lifecycle.outcome", "failure");
		assertThat(String.valueOf(end.get("lifecycle.reason"))).contains("no route to jdbc:x://******@host");
		Map<String, Object> failed = event(events, "message", "Service 'database' FAILED");
		assertThat(failed).containsEntry("lifecycle.state", "FAILED")
			.containsEntry("lifecycle.reason", "no route to jdbc:x://******@host")
			.containsEntry("lifecycle.startup", end.get("lifecycle.startup"));
		assertThat(end.get("lifecycle.startup")).isNotNull();
	}

	@Test
	void cancelledStartupIsNoFailure() throws Exception {
		List<Map<String, Object>> events = json(
				run("--logging.structured.format.console=logstash", "--interrupt=true"));
		Map<String, Object> end = event(events, "message", "Start-up cancelled after");
		assertThat(end).containsEntry("lifecycle.outcome", "cancelled")
			.containsEntry("lifecycle.reason", "The start-up was cancelled")
			.containsEntry("lifecycle.startup", startups(events, "Starting 2 services").get(0));
		assertThat(startups(events, "Start-up failed")).isEmpty();
	}

	@Test
	void slowStartupIsAnEventWithItsIdAndWhatGrew(@TempDir Path directory) throws Exception {
		Path history = Files.createDirectories(directory.resolve("shop"));
		for (int i = 0; i < 3; i++) {
			Files.writeString(history.resolve("0176732304567%d-1-00000000.properties".formatted(i)), """
					format=1
					begun=2026-01-02T03:04:05.678Z
					outcome=success
					duration=20
					service.database=10
					""");
		}
		List<Map<String, Object>> events = json(run("--logging.structured.format.console=logstash", "--slow=2",
				"--spring.application.name=shop", "--lifecycle.history.directory=" + directory));
		Map<String, Object> slow = event(events, "message", "Start-up took ");
		Map<String, Object> end = event(events, "message", "Start-up complete");
		assertThat(slow).containsEntry("level", "WARN")
			.containsEntry("lifecycle.startup", end.get("lifecycle.startup"))
			.containsEntry("lifecycle.duration_ms", end.get("lifecycle.duration_ms"))
			.containsEntry("lifecycle.usual_ms", 20)
			.containsEntry("lifecycle.grown", "database");
		assertThat(end.get("lifecycle.startup")).isNotNull();
	}

	@Test
	void longStartTellsWhatItWaitsFor() throws Exception {
		List<Map<String, Object>> events = json(run("--logging.structured.format.console=logstash", "--slow=12"));
		Map<String, Object> pending = event(events, "message", "Still waiting after");
		assertThat(pending).containsEntry("lifecycle.pending", 2)
			.containsEntry("lifecycle.startup", startups(events, "Starting 2 services").get(0));
		assertThat((Integer) pending.get("lifecycle.duration_ms")).isGreaterThanOrEqualTo(10_000);
		assertThat(String.valueOf(pending.get("message"))).contains("'database' is STARTING",
				"'chat' is waiting for database");
	}

	@Test
	void plainLogHasTableAndIdInPattern() throws Exception {
		List<String> lines = run("--logging.pattern.console=[%X{lifecycle.startup:-}] %m%n");
		String id = lines.stream()
			.filter((line) -> line.contains("Starting 2 services"))
			.findFirst()
			.map((line) -> line.substring(line.lastIndexOf(' ') + 1))
			.orElseThrow();
		assertThat(lines).contains("  critical path: database → chat", "[" + id + "] database starts")
			.anyMatch((line) -> line.startsWith("  slowest services"))
			.anyMatch((line) -> line.startsWith("[" + id + "] Start-up complete in"))
			.anyMatch((line) -> line.startsWith("[" + id + "] Service 'chat' READY"))
			.noneMatch((line) -> line.contains("READY: waited"));
	}

	private static String key(String format, String name) {
		return ("gelf".equals(format) ? "_" : "") + "lifecycle." + name;
	}

	private static Map<String, Object> event(List<Map<String, Object>> events, String message, String begin) {
		return events.stream()
			.filter((event) -> String.valueOf(event.get(message)).startsWith(begin))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No '" + begin + "' in " + events));
	}

	private static List<@Nullable Object> startups(List<Map<String, Object>> events, String begin) {
		List<@Nullable Object> startups = new ArrayList<>();
		events.stream()
			.filter((event) -> String.valueOf(event.get("message")).startsWith(begin))
			.forEach((event) -> startups.add(event.get("lifecycle.startup")));
		return startups;
	}

	private static List<Map<String, Object>> json(List<String> lines) {
		JsonMapper mapper = JsonMapper.shared();
		assertThat(lines).isNotEmpty().allMatch((line) -> line.startsWith("{"));
		return lines.stream().map((line) -> {
			Map<String, Object> event = new LinkedHashMap<>();
			flatten("", mapper.readTree(line), event);
			return event;
		}).toList();
	}

	// Some formats nest what has dots in its name.
	private static void flatten(String prefix, JsonNode node, Map<String, Object> event) {
		node.properties().forEach((property) -> {
			String name = prefix + property.getKey();
			JsonNode value = property.getValue();
			if (value.isObject()) {
				flatten(name + ".", value, event);
			}
			else {
				event.put(name, value.isInt() ? (Object) value.intValue()
						: value.isString() ? value.stringValue() : value.toString());
			}
		});
	}

	private List<String> run(String... arguments) throws IOException, InterruptedException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		ProcessBuilder builder = new ProcessBuilder(java, "-XX:+DisplayVMOutputToStderr", "-Dstdout.encoding=UTF-8",
				"-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path"), Application.class.getName());
		builder.command().addAll(List.of(arguments));
		this.process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
		List<String> lines = new ArrayList<>();
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				lines.add(line);
			}
		}
		assertThat(this.process.waitFor(LIMIT, TimeUnit.SECONDS)).isTrue();
		return lines;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class,
			ServiceLifecycleHistoryAutoConfiguration.class })
	public static class Application {

		private static final Logger logger = LoggerFactory.getLogger(Application.class);

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.setBannerMode(Banner.Mode.OFF);
			application.setDefaultProperties(Map.of("lifecycle.startup.retry.max-retries", "0"));
			application.addInitializers(
					(context) -> context.getBeanFactory().registerSingleton("main", Thread.currentThread()));
			try (ConfigurableApplicationContext context = application.run(args)) {
				logId(context);
				context.stop();
				context.start();
				logId(context);
			}
		}

		private static void logId(ConfigurableApplicationContext context) {
			logger.info("id of the report {}", context.getBean(LifecycleManager.class).startupReport().id());
		}

		@Bean
		Database database(Environment environment, Thread main) {
			return new Database(environment.getProperty("fail"), environment.getProperty("slow", Integer.class, 0),
					(environment.getProperty("interrupt") != null) ? main : null);
		}

		@Bean
		@DependsOnService("database")
		Object chat() {
			return new Object();
		}

	}

	@LifecycleService
	static class Database extends AbstractLifecycleService {

		private static final Logger logger = LoggerFactory.getLogger(Database.class);

		private final @Nullable String failure;

		private final int seconds;

		private final @Nullable Thread interrupted;

		Database(@Nullable String failure, int seconds, @Nullable Thread interrupted) {
			this.failure = failure;
			this.seconds = seconds;
			this.interrupted = interrupted;
		}

		@Override
		protected void onStart() throws Exception {
			logger.info("database starts");
			if (this.failure != null) {
				throw new IllegalStateException(this.failure);
			}
			if (this.interrupted != null) {
				this.interrupted.interrupt();
				new CountDownLatch(1).await();
			}
			assertThat(new CountDownLatch(1).await(this.seconds, TimeUnit.SECONDS)).isFalse();
		}

		@Override
		protected void onStop() {
			logger.info("database stops {}", MDC.get("lifecycle.startup"));
		}

		@ReadinessCheck
		boolean ping() {
			logger.info("database is checked");
			return true;
		}

	}

}
