package dev.lifecycle.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.lifecycle.benchmarks.EarlyRequestsServer.Command;

/**
 * An {@link EarlyRequestsServer} in a process of its own, which is ended after three
 * minutes if nobody does so before.
 */
final class ServerProcess implements AutoCloseable {

	private static final long LIMIT = 180;

	private final Process process;

	private final Writer commands;

	private final BufferedReader output;

	private final int port;

	ServerProcess(Pattern notNeeded, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g", "-cp",
						classPath(notNeeded.asPredicate().negate()), EarlyRequestsServer.class.getName()));
		command.addAll(arguments);
		this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		CompletableFuture.delayedExecutor(LIMIT, TimeUnit.SECONDS).execute(this.process::destroyForcibly);
		this.commands = this.process.outputWriter(StandardCharsets.UTF_8);
		this.output = this.process.inputReader(StandardCharsets.UTF_8);
		this.port = (int) answer();
	}

	private static String classPath(Predicate<String> needed) {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> needed.test(Path.of(entry).getFileName().toString()))
			.collect(Collectors.joining(File.pathSeparator));
	}

	int port() {
		return this.port;
	}

	long ask(Command command) throws IOException {
		this.commands.write(command + "\n");
		this.commands.flush();
		return answer();
	}

	private long answer() throws IOException {
		StringBuilder read = new StringBuilder();
		for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
			if (line.startsWith(EarlyRequestsServer.MARKER)) {
				return Long.parseLong(line.substring(EarlyRequestsServer.MARKER.length()));
			}
			read.append(line).append('\n');
		}
		throw new IOException("The server has ended:\n" + read);
	}

	@Override
	public void close() throws IOException {
		this.process.destroy();
		try {
			if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
