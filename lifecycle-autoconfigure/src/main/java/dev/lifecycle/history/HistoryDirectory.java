package dev.lifecycle.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one file per start-up, so that processes that write at the same time cannot get
 * in each other's way. A file appears complete or not at all.
 */
final class HistoryDirectory {

	private static final Logger logger = LoggerFactory.getLogger(HistoryDirectory.class);

	private static final Pattern NAME = Pattern.compile("\\d{14}-\\d{1,10}-[0-9a-f]{8}\\.properties");

	private static final Pattern UNFINISHED = Pattern.compile(NAME + ".*\\.tmp");

	private static final Duration LONGEST_WRITE = Duration.ofHours(1);

	// What is dated further ahead was so by a clock that was wrong.
	private static final Duration LARGEST_CLOCK_DIFFERENCE = Duration.ofDays(1);

	private static final int LARGEST_FILE = 1024 * 1024;

	private final Path directory;

	private final int size;

	/**
	 * Create the history of an application.
	 * @param parent where the histories of all applications are
	 * @param application the name of the application
	 * @param size the number of start-ups to keep
	 */
	HistoryDirectory(Path parent, String application, int size) {
		this.directory = parent.resolve(directoryName(application));
		this.size = size;
	}

	// Encoded, different names stay different.
	private static String directoryName(String application) {
		return URLEncoder.encode(application, StandardCharsets.UTF_8).replace(".", "%2E").replace("*", "%2A");
	}

	/**
	 * Read the latest start-ups. Warns once of files that are none.
	 * @return the start-ups, latest first, then those from the future; none if there is
	 * no such directory yet
	 * @throws IOException if the directory cannot be read
	 */
	List<PastStartup> read() throws IOException {
		List<PastStartup> startups = new ArrayList<>();
		List<String> ignored = new ArrayList<>();
		for (Path file : files()) {
			String name = file.getFileName().toString();
			if (!NAME.matcher(name).matches()) {
				if (!UNFINISHED.matcher(name).matches()) {
					ignored.add(name);
				}
			}
			else if (startups.size() < this.size) {
				try {
					startups.add(PastStartupFormat.read(load(file)));
				}
				catch (NoSuchFileException ex) {
					logger.trace("Deleted by another process: " + file);
				}
				catch (IOException | IllegalArgumentException ex) {
					logger.debug("Not a start-up: " + file, ex);
					ignored.add(name);
				}
			}
		}
		if (!ignored.isEmpty()) {
			logger.warn("Ignored %s in %s that cannot be read as start-ups, such as '%s'".formatted(ignored.size(),
					this.directory, ignored.get(0)));
		}
		return startups;
	}

	// Latest first. Those from the future come last, or none would be forgotten before
	// that has come.
	private List<Path> files() throws IOException {
		Path future = Path.of(timestamp(Instant.now().plus(LARGEST_CLOCK_DIFFERENCE)));
		try (Stream<Path> files = Files.list(this.directory)) {
			return files
				.sorted(Comparator.comparing((Path file) -> file.getFileName().compareTo(future) > 0)
					.thenComparing(Path::getFileName, Comparator.reverseOrder()))
				.toList();
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
	}

	private static Properties load(Path file) throws IOException {
		if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			throw new IOException("Not a regular file");
		}
		try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
			byte[] bytes = content.readNBytes(LARGEST_FILE + 1);
			if (bytes.length > LARGEST_FILE) {
				throw new IOException("Too large");
			}
			Properties properties = new Properties();
			properties.load(new ByteArrayInputStream(bytes));
			return properties;
		}
	}

	/**
	 * Add a start-up, and forget others if they are too many.
	 * @param startup the start-up
	 * @throws IOException if it cannot be written
	 */
	void write(PastStartup startup) throws IOException {
		Files.createDirectories(this.directory, onlyForOwner());
		String name = name(startup.begun());
		Path file = this.directory.resolve(name);
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		PastStartupFormat.write(startup).store(content, null);
		// Temporary files are for their owner only.
		Path unfinished = Files.createTempFile(this.directory, name, ".tmp");
		try {
			Files.write(unfinished, content.toByteArray());
			Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(unfinished);
		}
		prune(file);
	}

	private static FileAttribute<?>[] onlyForOwner() {
		return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")) }
				: new FileAttribute<?>[0];
	}

	private static String name(Instant begun) {
		return timestamp(begun) + "-" + ProcessHandle.current().pid() + "-"
				+ UUID.randomUUID().toString().substring(0, 8) + ".properties";
	}

	private static String timestamp(Instant time) {
		return String.format(Locale.ROOT, "%014d", time.toEpochMilli());
	}

	private void prune(Path written) throws IOException {
		List<Path> files = files();
		List<Path> superfluous = files.stream()
			.filter((file) -> matches(NAME, file) && !file.equals(written))
			.skip(this.size - 1)
			.toList();
		for (Path file : superfluous) {
			Files.deleteIfExists(file);
		}
		for (Path file : files.stream().filter((candidate) -> matches(UNFINISHED, candidate)).toList()) {
			deleteIfLeftBehind(file);
		}
	}

	private static boolean matches(Pattern pattern, Path file) {
		return pattern.matcher(file.getFileName().toString()).matches();
	}

	// By a process that was killed while it wrote.
	private static void deleteIfLeftBehind(Path file) throws IOException {
		try {
			Instant modified = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
			if (modified.isBefore(Instant.now().minus(LONGEST_WRITE))) {
				Files.deleteIfExists(file);
			}
		}
		catch (NoSuchFileException ex) {
			logger.trace("Finished by another process: " + file);
		}
	}

	@Override
	public String toString() {
		return this.directory.toString();
	}

}
