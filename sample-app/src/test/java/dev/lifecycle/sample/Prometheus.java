package dev.lifecycle.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A Prometheus with the rules of this project that scrapes whatever it is told to. So
 * that nobody has to wait, a minute of the rules is a second here.
 */
final class Prometheus {

	static final Path RULES = Path.of("..", "ops", "prometheus", "lifecycle.rules.yml");

	private static final Pattern MINUTES = Pattern.compile("(?<=[\\[: ])(\\d+)m(?=[]:\\s])");

	private static final Pattern DAYS = Pattern.compile("(?<=[\\[: ])(\\d+)d(?=[]:\\s])");

	private static final int MINUTES_PER_DAY = 24 * 60;

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final JsonMapper json = new JsonMapper();

	private final Path directory;

	private final Process process;

	private final URI api;

	private Prometheus(Path directory, Process process, URI api) {
		this.directory = directory;
		this.process = process;
		this.api = api;
	}

	/**
	 * Return whether there is an executable; a condition for tests.
	 * @return {@code true} if one can be started
	 */
	static boolean isInstalled() {
		return executable().isPresent();
	}

	private static Optional<Path> executable() {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, "prometheus"))
			.filter(Files::isExecutable)
			.findFirst();
	}

	static Prometheus start(Path directory) throws IOException {
		Files.writeString(directory.resolve("rules.yml"), faster(Files.readString(RULES)));
		Files.createDirectory(directory.resolve("targets"));
		Files.writeString(directory.resolve("prometheus.yml"), """
				global:
				  scrape_interval: 1s
				  scrape_timeout: 1s
				  evaluation_interval: 1s
				rule_files:
				  - rules.yml
				scrape_configs:
				  - job_name: sample
				    metrics_path: /actuator/prometheus
				    file_sd_configs:
				      - files: [targets/*.json]
				        refresh_interval: 1s
				""");
		String address = "127.0.0.1:" + freePort();
		Process process = new ProcessBuilder(executable().orElseThrow().toString(),
				"--config.file=" + directory.resolve("prometheus.yml"),
				"--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=" + address)
			.redirectErrorStream(true)
			.redirectOutput(Redirect.to(directory.resolve("prometheus.log").toFile()))
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
		Prometheus prometheus = new Prometheus(directory, process, URI.create("http://" + address));
		await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(prometheus::isReady);
		return prometheus;
	}

	private static String faster(String rules) {
		String seconds = DAYS.matcher(rules)
			.replaceAll((days) -> Integer.parseInt(days.group(1)) * MINUTES_PER_DAY + "s");
		return MINUTES.matcher(seconds).replaceAll("$1s");
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private boolean isReady() throws IOException, InterruptedException {
		assertThat(this.process.isAlive()).as("see prometheus.log").isTrue();
		return get("/-/ready").statusCode() == 200;
	}

	/**
	 * Scrape an application from now on.
	 * @param job the job to call it
	 * @param port its port
	 */
	void scrape(String job, int port) {
		try {
			Path unfinished = Files.writeString(this.directory.resolve(job), """
					[{"targets": ["127.0.0.1:%d"], "labels": {"job": "%s"}}]
					""".formatted(port, job));
			Files.move(unfinished, this.directory.resolve("targets").resolve(job + ".json"),
					StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Query what is known now.
	 * @param expression in PromQL
	 * @return the series of the result
	 */
	List<JsonNode> query(String expression) {
		try {
			HttpResponse<String> response = get(
					"/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			return this.json.readTree(response.body()).path("data").path("result").valueStream().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return which alerts are firing.
	 * @param job the job they are about
	 * @return their names, in alphabetical order
	 */
	Set<String> firing(String job) {
		return names("ALERTS{alertstate=\"firing\", job=\"%s\"}".formatted(job));
	}

	/**
	 * Return which alerts have ever been pending or firing.
	 * @param job the job they are about
	 * @return their names, in alphabetical order
	 */
	Set<String> everPending(String job) {
		return names("count_over_time(ALERTS{job=\"%s\"}[1h])".formatted(job));
	}

	private Set<String> names(String expression) {
		Set<String> names = new TreeSet<>();
		query(expression).forEach((series) -> names.add(series.path("metric").path("alertname").asString()));
		return names;
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create(this.api + path)).build(), BodyHandlers.ofString());
	}

	void stop() throws InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
		}
	}

}
