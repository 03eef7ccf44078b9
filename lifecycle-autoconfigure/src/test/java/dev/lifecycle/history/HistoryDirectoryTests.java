package dev.lifecycle.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link HistoryDirectory}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HistoryDirectoryTests {

	private static final Instant BEGUN = Instant.parse("2026-01-02T03:04:05.678Z");

	@TempDir
	private Path parent;

	@Test
	void whatIsWrittenIsRead() throws IOException {
		PastStartup startup = new PastStartup(BEGUN, Duration.ofMillis(1234), true,
				Map.of("Phase 1: données", Duration.ofMillis(700)),
				Map.of("a.b=c#d\\e\nf", Duration.ofMillis(600), "✓", Duration.ZERO));
		directory(20).write(startup);
		assertThat(directory(20).read()).containsExactly(startup);
	}

	@Test
	void latestAreReadFirstAndOldestAreForgotten() throws IOException {
		for (int i : List.of(3, 1, 5, 2, 4)) {
			directory(3).write(startup(i));
		}
		assertThat(directory(3).read()).containsExactly(startup(5), startup(4), startup(3));
		assertThat(directory(2).read()).containsExactly(startup(5), startup(4));
		assertThat(files()).hasSize(3);
	}

	@Test
	void startupsThatAClockDatedInTheFutureAreForgottenFirst() throws IOException {
		PastStartup future = begun(Instant.now().plus(Duration.ofDays(2)));
		PastStartup farFuture = begun(Instant.now().plus(Duration.ofDays(3650)));
		directory(2).write(future);
		directory(2).write(farFuture);
		directory(2).write(startup(1));
		assertThat(directory(2).read()).containsExactly(startup(1), farFuture);
		directory(2).write(startup(2));
		assertThat(directory(2).read()).containsExactly(startup(2), startup(1));
	}

	@Test
	void startupThatWasJustWrittenIsKept() throws IOException {
		PastStartup ahead = begun(Instant.now().plus(Duration.ofHours(12)));
		directory(1).write(ahead);
		directory(1).write(startup(1));
		assertThat(directory(1).read()).containsExactly(startup(1));
	}

	@Test
	void withoutDirectoryThereAreNone(CapturedOutput output) throws IOException {
		assertThat(directory(20).read()).isEmpty();
		assertThat(this.parent).isEmptyDirectory();
		assertThat(output).isEmpty();
	}

	@Test
	void applicationsAreKeptApart() throws IOException {
		List<String> names = List.of("shop", "shop/../chat", "chat", "..", ".", "a b", "a+b", "C:\\shop", "*");
		for (int i = 0; i < names.size(); i++) {
			new HistoryDirectory(this.parent, names.get(i), 20).write(startup(i));
		}
		for (int i = 0; i < names.size(); i++) {
			assertThat(new HistoryDirectory(this.parent, names.get(i), 20).read()).containsExactly(startup(i));
		}
		try (Stream<Path> children = Files.list(this.parent)) {
			assertThat(children).hasSameSizeAs(names);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\u0000\u0001", "format=2", "format=1\nbegun=2026-01-02T03:04:05Z\noutcome=success",
			"format=1\nbegun=yesterday\noutcome=success\nduration=1",
			"format=1\nbegun=2026-01-02T03:04:05Z\noutcome=maybe\nduration=1",
			"format=1\nbegun=2026-01-02T03:04:05Z\noutcome=success\nduration=-1",
			"format=1\nbegun=2026-01-02T03:04:05Z\noutcome=success\nduration=9223372036854775807",
			"format=1\nbegun=2026-01-02T03:04:05Z\noutcome=success\nduration=1\nservice.a=x", "a=\\uZZZZ" })
	void corruptedFileIsIgnoredWithWarning(String content, CapturedOutput output) throws IOException {
		directory(20).write(startup(1));
		directory(20).write(startup(2));
		Files.writeString(files().get(0), content);
		assertThat(directory(20).read()).containsExactly(startup(2));
		assertThat(output).containsOnlyOnce("Ignored 1 in ").contains(files().get(0).getFileName().toString());
	}

	@Test
	void foreignFilesAreIgnoredWithOneWarningAndLeftAlone(CapturedOutput output) throws IOException {
		directory(1).write(startup(1));
		Files.writeString(history().resolve("notes.txt"), "notes");
		Files.createDirectory(history().resolve("01767323045678-1-00000000.properties"));
		Files.write(history().resolve("01767323045678-2-00000000.properties"), new byte[2 * 1024 * 1024]);
		directory(4).write(startup(2));
		assertThat(directory(4).read()).containsExactly(startup(2), startup(1));
		assertThat(output).containsOnlyOnce("Ignored 3 in " + history() + " that cannot be read as start-ups");
		assertThat(history().resolve("notes.txt")).hasContent("notes");
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void linkIsNotFollowed(CapturedOutput output) throws IOException {
		directory(20).write(startup(1));
		Path elsewhere = Files.move(files().get(0), this.parent.resolve("elsewhere"));
		Files.createSymbolicLink(history().resolve("01767323045678-1-00000000.properties"), elsewhere);
		assertThat(directory(20).read()).isEmpty();
		assertThat(output).contains("Ignored 1 in ");
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void filesAreForTheirOwnerOnly() throws IOException {
		HistoryDirectory nested = new HistoryDirectory(this.parent.resolve("new"), "shop", 20);
		nested.write(startup(1));
		Path application = this.parent.resolve("new").resolve("shop");
		assertThat(permissions(this.parent.resolve("new"))).isEqualTo("rwx------");
		assertThat(permissions(application)).isEqualTo("rwx------");
		try (Stream<Path> files = Files.list(application)) {
			assertThat(files).map(HistoryDirectoryTests::permissions).containsExactly("rw-------");
		}
	}

	private static String permissions(Path path) {
		try {
			return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Test
	void unfinishedFilesAreNotReadAndDeletedWhenTheyAreOld(CapturedOutput output) throws IOException {
		directory(20).write(startup(1));
		Path recent = Files.createFile(history().resolve("01767323045678-1-00000000.properties1.tmp"));
		Path old = Files.createFile(history().resolve("01767323045678-1-00000000.properties2.tmp"));
		Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		assertThat(directory(20).read()).containsExactly(startup(1));
		assertThat(output).isEmpty();
		directory(20).write(startup(2));
		assertThat(recent).exists();
		assertThat(old).doesNotExist();
	}

	@Test
	void unusableDirectoryIsAnError() throws IOException {
		Files.createFile(this.parent.resolve("shop"));
		assertThatIOException().isThrownBy(() -> directory(20).write(startup(1)));
		assertThatIOException().isThrownBy(() -> directory(20).read());
	}

	@Test
	@Timeout(120)
	void manyWritersAndReadersAtOnceSeeWholeStartups(CapturedOutput output) throws Exception {
		int writers = 8;
		int rounds = 25;
		ExecutorService executor = Executors.newFixedThreadPool(writers + 2);
		CyclicBarrier begin = new CyclicBarrier(writers + 2);
		List<Callable<Integer>> tasks = new ArrayList<>();
		for (int writer = 0; writer < writers; writer++) {
			int first = writer * rounds;
			tasks.add(() -> {
				begin.await(60, TimeUnit.SECONDS);
				for (int i = first; i < first + rounds; i++) {
					directory(10).write(startup(i));
				}
				return 0;
			});
		}
		for (int reader = 0; reader < 2; reader++) {
			tasks.add(() -> {
				begin.await(60, TimeUnit.SECONDS);
				int most = 0;
				for (int i = 0; i < 4 * rounds; i++) {
					most = Math.max(most, directory(10).read().size());
				}
				return most;
			});
		}
		try {
			for (Future<Integer> result : executor.invokeAll(tasks)) {
				assertThat(result.get()).isLessThanOrEqualTo(10);
			}
		}
		finally {
			executor.shutdownNow();
		}
		// Who wrote last has kept its own, whatever that was.
		directory(10).write(startup(writers * rounds));
		List<PastStartup> expected = IntStream.range(0, 10).mapToObj((i) -> startup(writers * rounds - i)).toList();
		assertThat(directory(10).read()).isEqualTo(expected);
		assertThat(files()).hasSize(10);
		assertThat(output).isEmpty();
	}

	private HistoryDirectory directory(int size) {
		return new HistoryDirectory(this.parent, "shop", size);
	}

	private Path history() {
		return this.parent.resolve("shop");
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(history())) {
			return files.sorted().toList();
		}
	}

	private static PastStartup begun(Instant begun) {
		return new PastStartup(begun.truncatedTo(ChronoUnit.MILLIS), Duration.ofSeconds(1), true, Map.of(), Map.of());
	}

	private static PastStartup startup(int number) {
		return new PastStartup(BEGUN.plusSeconds(number), Duration.ofMillis(number), number % 3 != 0,
				Map.of("data", Duration.ofMillis(number)), Map.of("database", Duration.ofMillis(number)));
	}

}
