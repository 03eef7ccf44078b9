package dev.lifecycle.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * An application that fails to start, and the table of docs/failures.md, which has the
 * text that it then writes.
 */
final class DocumentedFailures {

	private static final Pattern ANALYSIS = Pattern
		.compile("(?s)APPLICATION FAILED TO START\n\\*+\n\nDescription:\n\n(.*?)\n\nAction:\n\n(.*?)\n\n");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|`]+) \\| `([^|]+)` \\| ([^|]+) \\|$");

	// Documented once, above the table.
	private static final Pattern DISPENSABLE = Pattern
		.compile(" If the application can do without '(\\w+)', set 'lifecycle\\.services\\.\\1\\.required=false'\\.$");

	private final CapturedOutput output;

	private final Map<String, AbstractLifecycleService> services = new LinkedHashMap<>();

	private final Map<String, Object> beans = new LinkedHashMap<>();

	private final List<String> arguments = new ArrayList<>(
			List.of("--spring.main.banner-mode=off", "--spring.main.register-shutdown-hook=false",
					"--lifecycle.startup.retry.max-retries=0", "--lifecycle.environment=production"));

	private WebApplicationType type = WebApplicationType.NONE;

	DocumentedFailures(CapturedOutput output) {
		this.output = output;
	}

	/**
	 * Add properties.
	 * @param properties the properties, as {@code lifecycle.startup.timeout=5s}
	 * @return this
	 */
	DocumentedFailures with(String... properties) {
		Stream.of(properties).map("--"::concat).forEach(this.arguments::add);
		return this;
	}

	DocumentedFailures service(String name, Start start, String... dependencies) {
		this.services.put(name, new Service(start));
		with("lifecycle.services." + name + ".required=true");
		for (int i = 0; i < dependencies.length; i++) {
			with("lifecycle.services." + name + ".depends-on[" + i + "]=" + dependencies[i]);
		}
		return this;
	}

	DocumentedFailures bean(String name, Object bean) {
		this.beans.put(name, bean);
		return this;
	}

	DocumentedFailures onTheWeb() {
		this.type = WebApplicationType.SERVLET;
		return this;
	}

	/**
	 * Run the application and compare what it writes with the documentation.
	 * @param cause the name of the cause there
	 */
	void writes(String cause) throws IOException {
		int begin = this.output.getAll().length();
		assertThatException().isThrownBy(this::run);
		Matcher analysis = ANALYSIS.matcher(this.output.getAll().substring(begin));
		assertThat(analysis.find()).as("analysis of " + cause).isTrue();
		String firstLine = Objects.requireNonNull(analysis.group(1)).lines().findFirst().orElseThrow();
		String advice = DISPENSABLE.matcher(Objects.requireNonNull(analysis.group(2))).replaceFirst("");
		Row row = Objects.requireNonNull(rows().get(cause),
				() -> "No row '%s' for '%s' and '%s'".formatted(cause, firstLine, advice));
		assertThat(normalise(firstLine)).isEqualTo(normalise(row.firstLine()));
		assertThat(normalise(advice)).isEqualTo(normalise(row.advice()));
		assertThat(analysis.find()).as("a second analysis").isFalse();
	}

	private void run() {
		new SpringApplicationBuilder(Application.class).web(this.type)
			.initializers((GenericApplicationContext context) -> {
				this.services.forEach(
						(name, service) -> context.registerBean(name, AbstractLifecycleService.class, () -> service));
				this.beans.forEach((name, bean) -> register(context, name, bean));
			})
			.run(this.arguments.toArray(String[]::new))
			.close();
	}

	@SuppressWarnings("unchecked")
	private static <T> void register(GenericApplicationContext context, String name, T bean) {
		context.registerBean(name, (Class<T>) bean.getClass(), () -> bean);
	}

	static Map<String, Row> rows() throws IOException {
		return ROW.matcher(Files.readString(Path.of("..", "docs", "failures.md")))
			.results()
			.collect(Collectors.toMap((row) -> row.group(1), (row) -> new Row(row.group(2), row.group(3))));
	}

	// Ports and times are others each time.
	private static String normalise(String text) {
		return text.replaceAll("(:|[Pp]ort )\\d{2,5}\\b", "$1PORT")
			.replaceAll("\\b\\d+(?:\\.\\d+)? (?:ms|s)\\b", "TIME")
			.replaceAll("\\s+", " ");
	}

	/**
	 * What a service does to start.
	 */
	@FunctionalInterface
	interface Start {

		void run() throws Exception;

	}

	/**
	 * A line of the table.
	 *
	 * @param firstLine the first line of the description
	 * @param advice the action
	 */
	record Row(String firstLine, String advice) {

	}

	private static final class Service extends AbstractLifecycleService {

		private final Start start;

		Service(Start start) {
			this.start = start;
		}

		@Override
		protected void onStart() throws Exception {
			this.start.run();
		}

		@Override
		protected void onStop() {
			// Nothing has been started
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ServiceLifecycleAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class })
	static class Application {

	}

}
