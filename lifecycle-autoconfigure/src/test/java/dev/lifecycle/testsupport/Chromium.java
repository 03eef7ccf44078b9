package dev.lifecycle.testsupport;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * A headless Chromium that shows one page. What the page sees it has to tell a server
 * itself.
 */
public final class Chromium implements AutoCloseable {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

	private static final List<String> OPTIONS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
			"--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync", "--no-proxy-server");

	private final Path profile;

	private final Process process;

	private Chromium(Path profile, Process process) {
		this.profile = profile;
		this.process = process;
	}

	/**
	 * Return whether there is an executable; a condition for tests.
	 * @return {@code true} if a browser can be opened
	 */
	public static boolean isInstalled() {
		return executable().isPresent();
	}

	private static Optional<Path> executable() {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map(Path::of)
			.flatMap((directory) -> NAMES.stream().map(directory::resolve))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Open a page. Does not wait until it is loaded.
	 * @param url the address of the page
	 * @param options further options for the command line
	 * @return the browser, to be closed
	 * @throws IOException if the browser does not start
	 */
	public static Chromium open(String url, String... options) throws IOException {
		Path profile = Files.createTempDirectory("chromium");
		Stream<String> command = Stream
			.of(Stream.of(executable().orElseThrow().toString()), OPTIONS.stream(),
					Stream.of("--user-data-dir=" + profile), Stream.of(options), Stream.of(url))
			.flatMap((part) -> part);
		ProcessBuilder builder = new ProcessBuilder(command.toList()).redirectErrorStream(true)
			.redirectOutput(Redirect.DISCARD);
		builder.environment().put("TMPDIR", profile.toString());
		return new Chromium(profile, builder.start());
	}

	Path profile() {
		return this.profile;
	}

	@Override
	public void close() throws IOException {
		List<ProcessHandle> processes = Stream
			.concat(this.process.toHandle().descendants(), Stream.of(this.process.toHandle()))
			.toList();
		processes.forEach(ProcessHandle::destroyForcibly);
		CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
			.orTimeout(60, TimeUnit.SECONDS)
			.join();
		FileSystemUtils.deleteRecursively(this.profile);
	}

}
